"""A list that is public into a year whose holidays nobody has entered cannot be submitted yet."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from api.language import Language, say
from domain import checks
from domain.aid.roster_steps import PublishAidRoster, SubmitAidRoster
from domain.refusal import Refusal
from tests.support.memory import memory_story
from tests.support.people import POLICY, holder
from tests.support.story import SCHOOL, Story

LAST = POLICY.working_days.last_known_year


async def published(story: Story, day: date) -> UUID:
    await story.school()
    await story.students(1)
    roster = await story.roster_draft()
    shown = {"roster_id": roster, "published_on": day}
    await story.act(holder("AID_OFFICER", SCHOOL), PublishAidRoster, **shown)
    return roster


async def submit(story: Story, roster: UUID, day: date) -> None:
    values = {"roster_id": roster, "submitted_on": day}
    await story.act(holder("PRINCIPAL", SCHOOL), SubmitAidRoster, **values)


@pytest.mark.parametrize(
    ("language", "message"),
    [
        (
            "en",
            f"The holidays of {LAST + 1} are not known here yet, so the working days cannot be counted; ask whoever "
            f"runs the ledger to add the State Council's notice for {LAST + 1}, then submit again.",
        ),
        (
            "zh",
            f"系统尚未录入{LAST + 1}年的节假日安排，无法计算工作日；"
            f"请联系系统运维人员录入国务院办公厅{LAST + 1}年部分节假日安排的通知，然后重新上报。",
        ),
    ],
)
async def test_the_year_that_is_missing_is_named(monkeypatch: Any, language: Language, message: str) -> None:
    monkeypatch.setattr(checks, "today", lambda: date(LAST + 1, 1, 20))
    story = memory_story()
    roster = await published(story, date(LAST, 12, 28))
    with pytest.raises(Refusal) as refused:
        await submit(story, roster, date(LAST + 1, 1, 12))
    why = refused.value
    assert (why.code, why.path, why.details) == ("HOLIDAYS_NOT_KNOWN", ("submittedOn",), {"year": LAST + 1})
    assert say(why.template, language, **why.details) == message


async def test_the_whole_of_the_last_known_year_is_counted(monkeypatch: Any) -> None:
    monkeypatch.setattr(checks, "today", lambda: date(LAST + 1, 1, 20))
    story = memory_story()
    roster = await published(story, date(LAST, 12, 1))
    await submit(story, roster, date(LAST + 1, 1, 1))
