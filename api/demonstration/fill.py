"""Filling an empty ledger with the demonstration, or going on where it was interrupted."""

from __future__ import annotations

from collections.abc import Callable

from api.demonstration.demonstration import Demonstration, demonstration
from api.demonstration.desk import Desk
from api.demonstration.history import PARTS, live
from api.demonstration.registration import opening
from api.demonstration.settlement import is_complete
from api.demonstration.town import Town
from domain.ledger.postgres.ledger import Ledger
from domain.person import identity_of

SEED, STUDENTS = 2016, 2_000
EARLIER = 4_000
"""As many students as there were unless another number was said; who has that demonstration keeps it."""

Progress = Callable[[str, int, int], None]
"""What is being done, parts done before it, parts in all."""


async def fill(
    ledger: Ledger,
    seed: int = SEED,
    students: int = STUDENTS,
    progress: Progress = lambda part, done, of: None,
) -> Demonstration | None:
    """Fills an empty ledger and completes a partly filled one; says who and what is in it.

    None, and nothing done, where the ledger holds anything else. ValueError for too few students.
    """
    desk = await _desk(ledger, seed, [students, EARLIER] if students == STUDENTS else [students])
    if desk is None:
        return None
    fresh = not await is_complete(desk)
    if fresh:
        await _live(desk, progress)
    return await demonstration(desk, fresh)


async def _desk(ledger: Ledger, seed: int, sizes: list[int]) -> Desk | None:
    """At the first town, of those sizes, that the ledger holds or can hold."""
    for students in sizes:
        desk = Desk(ledger, Town(seed, students))
        if await _is_ours(desk):
            return desk
    return None


async def _is_ours(desk: Desk) -> bool:
    """Whether the ledger is empty, or begins as this demonstration does, its seed and size included."""
    rows = await desk.ledger.page(0, 1)
    if not rows:
        return True
    found = desk.ledger.codec.decode(rows[0])
    first = opening(desk, desk.town.city.schools[0])
    names = (first.STORED_NAME, *first.earlier_names())
    # Version 0.1 kept keys as they came.
    keys = (first.idempotency_key, desk.ledger.seals.mark(identity_of(found.actor), first.idempotency_key))
    return found.command in {f"{name}:{key}" for name in names for key in keys}


async def _live(desk: Desk, progress: Progress) -> None:
    done = 0
    async for part in live(desk):
        progress(part, done, PARTS)
        done += 1
    progress("", PARTS, PARTS)
