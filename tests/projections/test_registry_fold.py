"""The registry and the histories as rows: the same however the log is cut into pages."""

from __future__ import annotations

import pytest

from domain.ledger.ledger import Ledger
from projections.histories.projection import Histories
from projections.projection import Projection
from projections.registry.projection import Registry
from tests.long_story import tell_long_story
from tests.projections.folding import fold, folded
from tests.story import OTHER_SCHOOL, Story


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
    await story.change(one, "TRANSFER", "2016-10-10", to_school=OTHER_SCHOOL)
    before = await ledger.position()
    await story.change(one, "REPEAT_GRADE", "2016-09-01")
    await fold(ledger, Registry())
    rows = await ledger.pool.fetch(
        "SELECT repeated, known_from > $1 AS told_late FROM enrolment WHERE number = 2 ORDER BY known_from",
        before,
    )
    assert [tuple(row) for row in rows] == [(0, False), (1, True)]
