"""The pages lead somewhere: links, anchors and paths are there, for short enough a front page."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.docs.pages import CHINESE, DOCS, ENGLISH, PAIRS, ROOT, title

LARGEST = 12 * 1024  # bytes of a front page
OTHERS = (ROOT / "CHANGELOG.md", DOCS / "benchmarks.md")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
INSIDE = re.compile(r"`((?:api|docs|domain|projections|tests)/[\w./-]*\w)/?`")
NEW = re.compile(r"^```python file=(\S+)$", re.MULTILINE)

each_page = pytest.mark.parametrize("page", ENGLISH + CHINESE, ids=title)


class Page(NamedTuple):
    """What is read of one: its prose, and the anchors of its headings."""

    prose: str
    anchors: frozenset[str]


@cache
def read(path: Path) -> Page:
    prose = FENCED.sub("", path.read_text("utf-8"))
    return Page(prose, frozenset(map(anchor, HEADING.findall(prose))))


def anchor(heading: str) -> str:
    """As GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("page", [ENGLISH[0], CHINESE[0]], ids=title)
def test_the_front_page_is_read_in_ten_minutes(page: Path) -> None:
    assert len(page.read_bytes()) <= LARGEST


@each_page
def test_every_link_and_anchor_is_there(page: Path) -> None:
    for link in LINK.findall(read(page).prose):
        file, _, place = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert link.startswith("https://") or target.exists(), link
        assert not place or place in read(target).anchors, link


@each_page
def test_every_path_of_the_tree_is_there(page: Path) -> None:
    """But for the files that the page itself tells to write."""
    new = set(NEW.findall(page.read_text("utf-8")))
    named = set(INSIDE.findall(read(page).prose)) - new - {"projections/NAME"}
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: title(pair[0]))
def test_both_languages_lead_to_each_other_and_have_the_same_sections(pair: tuple[Path, Path]) -> None:
    depths = [[len(mark) for mark in re.findall(r"^(#+) ", read(page).prose, re.MULTILINE)] for page in pair]
    assert depths[0] == depths[1]
    for page, other in (pair, pair[::-1]):
        assert other in {(page.parent / link).resolve() for link in LINK.findall(read(page).prose)}


@pytest.mark.parametrize(
    ("pages", "name"), [(ENGLISH, "README.md"), (CHINESE, "README.zh-CN.md")], ids=["en", "zh"]
)
def test_every_page_is_found_from_the_front_page(pages: tuple[Path, ...], name: str) -> None:
    front = ROOT / name
    found = {(ROOT / link).resolve() for link in LINK.findall(read(front).prose)}
    assert {*pages[1:], *OTHERS} <= found


def test_there_is_no_page_that_no_test_reads() -> None:
    there = {*ROOT.glob("*.md"), *DOCS.rglob("*.md")}
    assert there == {*ENGLISH, *CHINESE, *OTHERS}
