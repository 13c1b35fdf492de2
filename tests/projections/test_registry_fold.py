"""The registry and the histories as rows: the same however the log is cut into pages."""

from __future__ import annotations

import pytest

from domain.ledger.postgres.ledger import Ledger
from projections.engine.projection import Projection
from projections.histories.projection import Histories
from projections.registry.projection import Registry
from tests.projections.folding import fold, folded
from tests.support.long_story import tell_long_story
from tests.support.people import new_student
from tests.support.story import OTHER_SCHOOL, Story


@pytest.mark.parametrize("projection", [Registry(), Histories()], ids=lambda known: known.name)
async def test_the_rows_are_the_same_whatever_the_size_of_the_pages(
    ledger: Ledger, story: Story, projection: Projection
) -> None:
    await tell_long_story(story)
    whole = await folded(ledger, projection, 5_000)
    assert all(whole.values()), "the story leaves no table empty"
    for page in (1, 7, 64):
        assert await folded(ledger, projection, page) == whole


async def test_a_repetition_told_after_a_transfer_is_known_at_the_school_entered(
    ledger: Ledger, story: Story
) -> None:
    await story.school()
    await story.school(OTHER_SCHOOL)
    (one,) = await story.students(1)
    await story.change(one, "TRANSFER", "2016-10-10", to_school_code=OTHER_SCHOOL)
    before = await ledger.position()
    await story.change(one, "REPEAT_GRADE", "2016-09-01")
    await fold(ledger, Registry())
    rows = await ledger.pool.fetch(
        "SELECT repeated, known_from > $1 AS told_late FROM enrolment WHERE number = 2 ORDER BY known_from",
        before,
    )
    assert [tuple(row) for row in rows] == [(0, False), (1, True)]


@pytest.mark.parametrize("page", [1, 5_000])
async def test_each_registration_has_a_number_of_its_own_and_takes_a_newer_card_only(
    ledger: Ledger, story: Story, page: int
) -> None:
    await story.school()
    await story.school(OTHER_SCHOOL)
    await story.registered([new_student(0, bank_card="6217000010001234567")])
    await fold(ledger, Registry(), page)
    first = await ledger.pool.fetchval("SELECT card FROM student")
    await story.registered([new_student(0)], OTHER_SCHOOL)
    await fold(ledger, Registry(), page)
    assert await ledger.pool.fetchval("SELECT card FROM student") == first
    third = await story.school("3637150003")
    await story.registered([new_student(0, bank_card="6217000010001234575")], third)
    await fold(ledger, Registry(), page)
    assert await ledger.pool.fetchval("SELECT card FROM student") not in (None, first)
    numbers = await ledger.pool.fetch("SELECT DISTINCT sealed FROM temporary_number")
    assert len(numbers) == 3
