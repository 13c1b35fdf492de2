"""Filling an empty ledger with the demonstration, or going on where it was interrupted."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum

from api.demonstration.desk import Desk
from api.demonstration.history import PARTS, live
from api.demonstration.registration import opening
from api.demonstration.settlement import is_complete
from api.demonstration.town import Town
from domain.ledger.codec import decode
from domain.ledger.ledger import Ledger

SEED, STUDENTS = 2016, 4_000

Progress = Callable[[str, int, int], None]
"""What is being done, parts done before it, parts in all."""


class Content(Enum):
    """What a ledger holds."""

    NOTHING = "nothing"
    A_PART = "a part of this demonstration"
    ALL = "this demonstration"
    OTHER = "something else"


async def content(desk: Desk) -> Content:
    """OTHER for a demonstration of another seed or size, too."""
    rows = await desk.ledger.page(0, 1)
    if not rows:
        return Content.NOTHING
    opened = opening(desk, desk.town.city.schools[0])
    if decode(rows[0]).command != f"{opened.name}:{opened.idempotency_key}":
        return Content.OTHER
    return Content.ALL if await is_complete(desk) else Content.A_PART


async def fill(
    ledger: Ledger,
    seed: int = SEED,
    students: int = STUDENTS,
    progress: Progress = lambda part, done, of: None,
) -> Content:
    """Fills an empty ledger and completes a partly filled one; answers what was there before.

    Anything else is left as it is. ValueError for too few students.
    """
    desk = Desk(ledger, Town(seed, students))
    before = await content(desk)
    if before in (Content.NOTHING, Content.A_PART):
        with _few_collections():
            await _live(desk, progress)
    return before


async def _live(desk: Desk, progress: Progress) -> None:
    done = 0
    async for part in live(desk):
        progress(part, done, PARTS)
        done += 1
    progress("", PARTS, PARTS)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Aggregates come and go by the thousand, none in a cycle; looking for cycles takes a quarter of the time."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
