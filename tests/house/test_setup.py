"""Building .venv: which Python it takes, where it refuses to, and what it mends. On copies of this folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COPIED = ("Makefile", "setup.sh", "pyproject.toml", "requirements-dev.lock", "README.md", "LICENSE")
ROOMS = ("api", "domain", "projections")

OUR_MAKES = ("PYTHON", "MAKELEVEL", "MAKEFLAGS", "MFLAGS")  # what the make that runs the tests may have set

# A Python that says it is another version, and writes down what it is asked to run.
OTHER_PYTHON = """#!/bin/sh
echo "$@" >>"{asked}"
[ "$1" = -c ] && exec "{python}" -c 'import sys; sys.version_info = {version}; exec(sys.argv[1])' "$2"
exec "{python}" "$@"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """As somebody has just cloned it."""
    return copied(tmp_path / "clone")


def copied(to: Path) -> Path:
    to.mkdir(parents=True)
    for name in COPIED:
        shutil.copy(ROOT / name, to)
    return to


def other_python(path: Path, version: str = "(3, 10, 13)") -> Path:
    """Answers where it writes what it was asked."""
    asked = path.parent / "asked"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(OTHER_PYTHON.format(asked=asked, python=sys.executable, version=version))
    path.chmod(0o755)
    return asked


def make(folder: Path, *words: str, path: str = "") -> subprocess.CompletedProcess[str]:
    """make, with a PATH that may be led by another folder."""
    environment = {name: value for name, value in os.environ.items() if name not in OUR_MAKES}
    environment["PATH"] = f"{path}:{environment['PATH']}" if path else environment["PATH"]
    return subprocess.run(["make", *words], cwd=folder, env=environment, capture_output=True, text=True)


def test_a_named_python_that_is_too_old_is_refused_before_pip_is_asked(folder: Path, tmp_path: Path) -> None:
    asked = other_python(tmp_path / "old" / "python3")
    ended = make(folder, "run", f"PYTHON={tmp_path / 'old' / 'python3'}")
    assert ended.returncode != 0
    assert ended.stderr.startswith(f"No matching Python at {tmp_path / 'old' / 'python3'}: Aid Ledger needs")
    assert "-m" not in asked.read_text() + ended.stdout  # neither venv nor pip
    assert not (folder / ".venv").exists()


def test_where_every_python_is_too_old_it_is_said_before_pip_is_asked(folder: Path, tmp_path: Path) -> None:
    for name in ("python3", "python3.11", "python3.12", "python3.13"):
        asked = other_python(tmp_path / "old" / name)
    ended = make(folder, "setup", path=str(tmp_path / "old"))
    assert ended.returncode != 0
    assert ended.stderr.startswith("No matching Python")
    assert "-m" not in asked.read_text() + ended.stdout  # neither venv nor pip


@pytest.mark.parametrize("name", ["a:b", "a$b", 'a"b', "a`b"])
def test_a_path_that_will_not_do_is_refused_before_building(tmp_path: Path, name: str) -> None:
    ended = make(copied(tmp_path / name), "setup")
    assert ended.returncode != 0
    assert "move this folder" in ended.stderr
    assert not (tmp_path / name / ".venv").exists()


@pytest.mark.prove
def test_a_venv_of_a_wrong_python_is_built_anew_in_an_odd_path(tmp_path: Path) -> None:
    folder = copied(tmp_path / "a b" / "[x]~y" / "aid ledger")
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / room)
    other_python(folder / ".venv" / "bin" / "python")
    assert "Building .venv" in make(folder, "setup").stdout
    demo = [".venv/bin/aid-ledger", "demo", "--students", "100", "--no-serve"]
    shown = subprocess.run(demo, cwd=folder, capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    assert "Bearer" in shown.stdout
    assert "2014-09 (" in shown.stderr  # nobody waits long without a sign, nor in a file
    again = make(folder, "setup")
    assert (again.returncode, again.stdout) == (0, "")
    folder.rename(tmp_path / "moved")
    assert "Building .venv" in make(tmp_path / "moved", "setup").stdout
