"""Pages of the log: as many events, and as many bytes, as fit in memory beside the next ones."""

from __future__ import annotations

import pytest

from domain.ledger.postgres.ledger import Ledger
from projections.engine import feed
from projections.engine.feed import Feed
from tests.support.story import Story


async def positions(log: Feed) -> list[list[int]]:
    """Of each page, to the end of the log."""
    pages: list[list[int]] = []
    while page := await log.page(pages[-1][-1] if pages else 0):
        pages.append([each.event.position for each in page])
    return pages


@pytest.fixture
async def length(ledger: Ledger, story: Story) -> int:
    await story.school()
    await story.students(7)
    return await ledger.position()


async def test_a_page_ends_with_the_event_that_fills_it(
    ledger: Ledger, length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = [len(row["state"]) for row in await ledger.page(0, length)]
    monkeypatch.setattr(feed, "PAGE_BYTES", sum(sizes[:3]))
    pages = await positions(Feed(ledger))
    assert [place for page in pages for place in page] == [*range(1, length + 1)]
    assert pages[0] == [1, 2, 3]
    for page in pages[:-1]:
        assert sum(sizes[page[0] - 1 : page[-1] - 1]) < feed.PAGE_BYTES <= sum(sizes[page[0] - 1 : page[-1]])


async def test_an_event_larger_than_a_page_is_a_page(
    ledger: Ledger, length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "PAGE_BYTES", 1)
    assert await positions(Feed(ledger)) == [[place] for place in range(1, length + 1)]


async def test_a_whole_page_is_read_once_and_the_last_one_anew(
    ledger: Ledger, story: Story, length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "PAGE_BYTES", 1)
    log = Feed(ledger)
    assert await log.page(3) is await log.page(3)
    assert await log.page(length) == []
    await story.students(1)
    assert len(await log.page(length)) == 1
