"""What the pages hold: commands, operations with their variables, and the answers that they promise.

A block is known by the words behind its fence, which readers do not see:

    graphql            an operation, word for word as its file has it
    json variables     its variables, as its file has them
    json answer        what it gives
    sh offline         commands that need no server
    sh served          commands for the demonstration that `make run` serves
    json printed       the JSON that the commands above print last

In an answer "…" stands for what is left out, and "<place>" for a value that is needed later, on that page or another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any, NamedTuple

from domain.mandate import Mandate
from tests.support.people import holder

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
NAMES = (
    "auditor",
    "school",
    "authority",
    "finance",
    "front-end",
    "operations",
    "reliability",
    "extending",
    "decisions",
)
ENGLISH = (ROOT / "README.md", *(DOCS / f"{name}.md" for name in NAMES))
CHINESE = (ROOT / "README.zh-CN.md", *(DOCS / "zh-CN" / f"{name}.md" for name in NAMES))
PAIRS = tuple(zip(ENGLISH, CHINESE, strict=True))
FOLDERS = (DOCS / "queries", ROOT / "api" / "demonstration" / "operations")

BLOCK = re.compile(r"^```([^\n]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WHO = re.compile(r"# ([A-Z_]+) (\d+): ")
PLACE = re.compile(r"<([a-z_]+)>")
MORE = "…"
SHORT = 3  # entries up to which a list is compared in any order: many follow a keyed hash

Bound = dict[str, Any]
"""What stands in each <place>."""


class Block(NamedTuple):
    """One fenced block."""

    kind: str
    text: str


class Step(NamedTuple):
    """An operation as a page quotes it. name: of its file, without the suffix."""

    name: str
    text: str
    variables: str | None
    answers: list[Any]


class Typed(NamedTuple):
    """Commands, and what they print last."""

    text: str
    printed: Any


def title(page: Path) -> str:
    """By which tests call it."""
    return str(page.relative_to(ROOT))


def blocks(page: Path) -> list[Block]:
    return [Block(*found) for found in BLOCK.findall(page.read_text("utf-8"))]


def steps(page: Path) -> list[Step]:
    """The operations quoted, in the order of the page."""
    found: list[Step] = []
    for kind, text in blocks(page):
        if kind == "graphql":
            found.append(Step(name_of(text), text, None, []))
        elif kind == "json variables":
            found[-1] = found[-1]._replace(variables=text)
        elif kind == "json answer":
            found[-1].answers.append(json.loads(text))
    return found


def commands(page: Path, kind: str) -> list[Typed]:
    """The blocks of commands, in the order of the page."""
    found: list[Typed] = []
    for block in blocks(page):
        if block.kind == kind:
            found.append(Typed(block.text, None))
        elif block.kind == "json printed" and kind == "sh served":
            found[-1] = found[-1]._replace(printed=json.loads(block.text))
    return found


def in_order(quoted: Sequence[Step]) -> list[Step]:
    """As they can be run: first those that read the demonstration, then the story by its numbers."""
    return sorted(quoted, key=lambda step: step.name if step.name[0].isdigit() else "")


def name_of(text: str) -> str:
    """The file that holds an operation."""
    for path in files():
        if path.read_text("utf-8") == text:
            return path.stem
    raise AssertionError(f"no file holds this operation:\n{text}")


def files() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted(folder.glob("*.graphql"))


def variables_file(name: str) -> str | None:
    path = FOLDERS[0] / f"{name}.json"
    return path.read_text("utf-8") if path.exists() else None


def who(text: str) -> Mandate:
    """By whom an operation is sent: its first line says so; the demonstration's own are the auditor's."""
    found = WHO.match(text)
    return holder(found[1], found[2]) if found else holder("AUDITOR")


def filled(variables: str | None, bound: Bound) -> dict[str, Any]:
    """Variables with a value in each <place>."""
    text = PLACE.sub(lambda place: str(bound[place[1]]), variables or "{}")
    values: dict[str, Any] = json.loads(text)
    return values


def difference(shown: Any, real: Any, bound: Bound, where: str = "") -> str | None:
    """Where an answer is not what the page shows; None when it is. Keeps what it meets in each new <place>."""
    match shown:
        case dict():
            if not isinstance(real, dict) or (missing := shown.keys() - real.keys()):
                return f"{where}: no {missing or shown} in {real}"
            parts = ((part, real[name], f"{where}.{name}") for name, part in shown.items())
            return _first(parts, bound)
        case list():
            return _list_difference(shown, real, bound, where)
        case str() if place := PLACE.fullmatch(shown):
            known = bound.setdefault(place[1], real)
            return None if known == real else f"{where}: {shown} is {known}, not {real}"
        case str() if MORE in shown:
            pattern = ".*".join(map(re.escape, shown.split(MORE)))
            fits = isinstance(real, str) and re.fullmatch(pattern, real, re.DOTALL)
            return None if fits else f"{where}: {real!r} does not fit {shown!r}"
    return None if shown == real else f"{where}: {real!r}, not {shown!r}"


def _list_difference(shown: list[Any], real: Any, bound: Bound, where: str) -> str | None:
    more = bool(shown) and shown[-1] == MORE
    wanted = shown[:-1] if more else shown
    if not isinstance(real, list) or len(real) < len(wanted) or (len(real) > len(wanted) and not more):
        return f"{where}: {len(wanted)} entries shown, {real!r}"
    in_place = _in_order(wanted, real, bound, where)
    if in_place and not more and len(real) <= SHORT:
        others = (_in_order(wanted, other, bound, where) for other in permutations(real))
        return in_place if all(others) else None
    return in_place


def _in_order(wanted: list[Any], real: Sequence[Any], bound: Bound, where: str) -> str | None:
    """What an order that does not fit has bound is forgotten again."""
    tried = dict(bound)
    pairs = zip(wanted, real, strict=False)
    problem = _first(((part, found, f"{where}[{n}]") for n, (part, found) in enumerate(pairs)), tried)
    if problem is None:
        bound.update(tried)
    return problem


def _first(parts: Iterator[tuple[Any, Any, str]], bound: Bound) -> str | None:
    return next((problem for part in parts if (problem := difference(*part[:2], bound, part[2]))), None)
