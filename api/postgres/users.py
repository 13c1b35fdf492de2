"""Who uses a server. Each process holds a share of a lock, which the system takes back when the process ends."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

_shares: dict[Path, TextIO] = {}


@contextmanager
def alone_with(folder: Path, wait: Callable[[Callable[[], bool]], None]) -> Iterator[None]:
    """Nobody else starts or stops the server meanwhile. wait: returns when what it is given says yes, or raises."""
    with folder.with_suffix(".lock").open("a") as lock:
        wait(lambda: _is_taken(lock))
        yield


def _is_taken(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def join(folder: Path) -> None:
    """This process uses the server from now on."""
    if folder not in _shares:
        share = _file(folder)
        fcntl.flock(share, fcntl.LOCK_SH)
        _shares[folder] = share


def leave(folder: Path) -> bool:
    """This process uses it no longer. Answers whether nobody does."""
    with _shares.pop(folder, None) or _file(folder) as share:
        return _is_taken(share)


def used() -> list[Path]:
    """The servers that this process uses."""
    return list(_shares)


def _file(folder: Path) -> TextIO:
    return folder.with_suffix(".users").open("a")
