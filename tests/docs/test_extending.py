"""docs/extending.md is carried out on a copy of the tree: an entity in five files, from HTTP to the log and back."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import copy, copytree, ignore_patterns
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("api", "domain", "projections", "tests")
BLOCK = re.compile(r"^```(python|diff) file=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A new file, or a change to one that is there."""

    kind: str
    file: str
    text: str


BLOCKS = [Block(*found) for found in BLOCK.findall((ROOT / "docs" / "extending.md").read_text("utf-8"))]
PROGRAM = [block.file for block in BLOCKS if not block.file.startswith("tests/")]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The tree with everything that the document says done to it."""
    for room in ROOMS:
        copytree(ROOT / room, tmp_path / room, ignore=ignore_patterns("__pycache__"))
    copy(ROOT / "pyproject.toml", tmp_path)
    for block in BLOCKS:
        path = tmp_path / block.file
        assert path.exists() == (block.kind == "diff"), block.file
        text = changed(path.read_text("utf-8"), block.text) if block.kind == "diff" else block.text
        path.write_text(text, "utf-8")
    return tmp_path


def changed(text: str, diff: str) -> str:
    """The text with each piece of the diff, which says what stood there and what stands there now."""
    for piece in diff.split("@@\n")[1:]:
        lines = piece.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] != "+")
        assert text.count(before) == 1, before
        text = text.replace(before, "".join(line[1:] for line in lines if line[0] != "-"))
    return text


def test_an_entity_is_written_into_five_files() -> None:
    assert len(set(PROGRAM)) == len(PROGRAM) == 5


def test_it_keeps_the_rules_of_the_house(copied: Path) -> None:
    for check in (["ruff", "check"], ["ruff", "format", "--check"]):
        run(
            copied,
            str(Path(sys.executable).with_name(check[0])),
            *check[1:],
            *(block.file for block in BLOCKS),
        )
    run(copied, str(Path(sys.executable).with_name("lint-imports")), "--no-cache")


def test_it_works_from_http_to_the_log_and_back(copied: Path) -> None:
    (test,) = [block.file for block in BLOCKS if block.file.startswith("tests/")]
    run(copied, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test)


def run(folder: Path, *command: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    ended = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
