"""The house's source as the tests of its rules read it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
ROOMS = ("api", "domain", "projections")


class Text(NamedTuple):
    """A string constant that is no docstring, and where it stands."""

    file: str
    line: int
    text: str


@cache
def files(room: str, pattern: str = "*.py") -> list[Path]:
    found = [path for path in sorted((ROOT / room).rglob(pattern)) if "__pycache__" not in path.parts]
    assert found, f"nothing in {room}"
    return found


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def texts(room: str) -> list[Text]:
    """Every string that the code of a room holds; of f-strings, the parts that are written out."""
    return [text for path in files(room) for text in _texts(path)]


def _texts(path: Path) -> Iterator[Text]:
    tree = ast.parse(path.read_text("utf-8"))
    prose = set(_docstrings(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield Text(name(path), node.lineno, node.value)


def _docstrings(tree: ast.Module) -> Iterator[int]:
    """Strings that stand alone: docstrings, and those under attributes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)
