"""A small file system of a test's own, and a file that takes all the room on it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

PIECE = bytes(2**16)


@contextmanager
def volume(folder: Path, megabytes: int) -> Iterator[None]:
    """Mounts it in the folder's place, in memory. Skips the test where nobody may mount."""
    folder.mkdir()
    options = f"size={megabytes}m,mode=755"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip("only root may mount a small disk, and only where mounting is allowed")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Nothing can be written meanwhile."""
    ballast = folder / "ballast"
    try:
        with ballast.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(PIECE)
        yield
    finally:
        ballast.unlink()
