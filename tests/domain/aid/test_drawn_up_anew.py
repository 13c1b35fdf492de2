"""A list that hangs out is drawn up anew after an objection: published again, five working days anew (rules §6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.aid.draft_roster import DraftAidRoster, RosterAnswer
from domain.aid.events import RosterSubmitted
from domain.aid.roster import Roster
from domain.aid.roster_steps import PublishAidRoster, ReviewAidRoster, SubmitAidRoster
from domain.ledger.perform import carry_out
from domain.ledger.session import Session
from domain.mandate import Mandate
from domain.policy.calendar import Term
from domain.refusal import Refusal
from domain.registry.student import parse_enrolment_id
from domain.vocabulary import Decision
from tests.support.long_story import URBAN
from tests.support.memory import memory_story
from tests.support.people import holder
from tests.support.story import GRANT, SCHOOL, TERM, Story

OFFICER, PRINCIPAL, AUTHORITY = (
    holder("AID_OFFICER", SCHOOL),
    holder("PRINCIPAL", SCHOOL),
    holder("AID_AUTHORITY"),
)
MONDAY, NEXT = (
    date(2015, 9, 7),
    date(2015, 9, 14),
)  # published on the one, at the earliest submitted on the 15th


async def told(count: int = 1) -> Story:
    story = memory_story()
    await story.school()
    await story.students(count)
    return story


async def drafted(story: Story, by: Mandate = OFFICER, supplementary: bool = False) -> UUID:
    values = {"school_code": SCHOOL, "scheme": GRANT, "term": Term.parse(TERM)}
    return UUID((await story.act(by, DraftAidRoster, supplementary=supplementary, **values)).roster)


async def publish(story: Story, roster: UUID, day: date, by: Mandate = OFFICER) -> None:
    await story.act(by, PublishAidRoster, roster_id=roster, published_on=day)


async def submit(story: Story, roster: UUID, day: date, by: Mandate = PRINCIPAL) -> None:
    await story.act(by, SubmitAidRoster, roster_id=roster, submitted_on=day)


async def review(
    story: Story, roster: UUID, by: Mandate = AUTHORITY, decision: Decision = Decision.APPROVE
) -> None:
    await story.act(by, ReviewAidRoster, roster_id=roster, decision=decision, comment="已核")


async def hanging(story: Story, day: date = MONDAY, supplementary: bool = False) -> UUID:
    roster = await drafted(story, supplementary=supplementary)
    await publish(story, roster, day)
    return roster


def someone(usual: Mandate) -> Mandate:
    """Another person in the same place."""
    return replace(usual, name=f"another {usual.name}")


def refused(code: str) -> Any:
    return pytest.raises(Refusal, match=code)


def key(enrolment: str) -> tuple[str, int]:
    person, number = parse_enrolment_id(enrolment) or (UUID(int=0), 0)
    return str(person), number


@pytest.mark.parametrize(
    ("published", "earliest"),
    [
        (MONDAY, date(2015, 9, 15)),
        (date(2015, 9, 12), date(2015, 9, 19)),  # hung out on a Saturday
        (
            date(2015, 9, 30),
            date(2015, 10, 14),
        ),  # over the national holiday, with a Saturday worked in exchange
        (date(2015, 10, 8), date(2015, 10, 15)),
    ],
)
async def test_a_list_is_submitted_on_the_day_after_the_fifth(published: date, earliest: date) -> None:
    story = await told()
    roster = await hanging(story, published)
    with refused("PUBLICITY_TOO_SHORT") as short:
        await submit(story, roster, earliest - timedelta(days=1))
    assert short.value.details == {"shown": 4, "needed": 5}
    await submit(story, roster, earliest)
    assert (await story.load(Roster, roster)).state == "SUBMITTED"


async def test_it_is_the_same_roster_and_holds_who_is_covered_by_now() -> None:
    story = memory_story()
    await story.school()
    stays, gone = await story.students(2)
    (poor,) = await story.students(1, **URBAN)
    roster = await hanging(story)
    assert (await story.load(Roster, roster)).entries.keys() == {key(stays), key(gone)}
    await story.change(gone, "WITHDRAW", "2015-09-01")
    await story.hardship(poor)
    (new,) = await story.students(1)
    assert await drafted(story) == roster
    anew = await story.load(Roster, roster)
    assert (anew.state, set(anew.entries)) == ("DRAFT", {key(stays), key(poor), key(new)})


async def test_the_days_on_which_the_list_before_hung_out_do_not_count() -> None:
    story = await told()
    roster = await hanging(story)
    await drafted(story)
    with refused("PUBLICITY_TOO_SHORT"):
        await submit(story, roster, date(2015, 9, 30))
    await publish(story, roster, NEXT)
    with refused("PUBLICITY_TOO_SHORT"):
        await submit(story, roster, date(2015, 9, 21))
    await submit(story, roster, date(2015, 9, 22))


@pytest.mark.parametrize("day", [MONDAY, MONDAY - timedelta(days=1)])
async def test_a_list_drawn_up_anew_is_published_later_than_before(day: date) -> None:
    story = await told()
    roster = await hanging(story)
    await drafted(story)
    await drafted(story)
    with refused("INVALID_INPUT") as early:
        await publish(story, roster, day)
    assert (early.value.path, early.value.details) == (("publishedOn",), {"earliest": "2015-09-08"})
    await publish(story, roster, MONDAY + timedelta(days=1))


async def test_a_returned_list_is_published_no_earlier_than_before() -> None:
    story = await told()
    roster = await hanging(story)
    await submit(story, roster, date(2015, 9, 18))
    await review(story, roster, decision=Decision.REJECT)
    await drafted(story)
    with refused("INVALID_INPUT") as early:
        await publish(story, roster, MONDAY - timedelta(days=1))
    assert early.value.details == {"earliest": MONDAY.isoformat()}
    await publish(story, roster, MONDAY)
    await drafted(story)
    with refused("INVALID_INPUT"):
        await publish(story, roster, MONDAY)


async def test_a_list_is_published_two_months_before_its_term_at_the_earliest() -> None:
    story = await told()
    roster = await drafted(story)
    with refused("INVALID_INPUT") as early:
        await publish(story, roster, date(2015, 6, 30))
    assert early.value.details == {"term": TERM, "earliest": "2015-07-01"}
    await publish(story, roster, date(2015, 7, 1))


async def test_a_list_that_is_with_the_authority_is_drawn_up_anew_only_when_it_comes_back() -> None:
    story = await told()
    roster = await hanging(story)
    await submit(story, roster, date(2015, 9, 15))
    with refused("ROSTER_LOCKED: The roster of 2015-AUTUMN is with the authority"):
        await drafted(story)
    await review(story, roster, decision=Decision.REJECT)
    assert await drafted(story) == roster
    await publish(story, roster, date(2015, 9, 15))
    await submit(story, roster, date(2015, 9, 23))
    await review(story, roster)
    with refused("ROSTER_LOCKED: .* a supplementary roster takes those who are missing"):
        await drafted(story)


async def test_a_supplementary_list_that_hangs_out_is_drawn_up_anew_likewise() -> None:
    story = await told()
    main = await story.roster()
    first = await story.students(1)
    roster = await hanging(story, supplementary=True)
    second = await story.students(1)
    assert await drafted(story, supplementary=True) == roster != main
    anew = await story.load(Roster, roster)
    assert (anew.state, set(anew.entries)) == ("DRAFT", {key(one) for one in first + second})
    with refused("PUBLICITY_TOO_SHORT"):
        await submit(story, roster, date(2015, 9, 30))


async def test_whoever_drafted_or_published_the_list_before_neither_hands_it_in_nor_decides() -> None:
    story = await told()
    drafter, publisher = someone(OFFICER), someone(someone(OFFICER))
    roster = await drafted(story, drafter)
    await publish(story, roster, MONDAY, publisher)
    await drafted(story)
    await publish(story, roster, NEXT)
    makers = (OFFICER, drafter, publisher)
    for maker in makers:
        with refused("SAME_PERSON_MAY_NOT_REVIEW"):
            await submit(story, roster, date(2015, 9, 22), replace(PRINCIPAL, name=maker.name))
    await submit(story, roster, date(2015, 9, 22))
    for hand in (*makers, PRINCIPAL):
        with refused("SAME_PERSON_MAY_NOT_REVIEW"):
            await review(story, roster, replace(AUTHORITY, name=hand.name))
    await review(story, roster)


async def test_whoever_handed_in_the_list_before_may_do_so_again_and_does_not_decide() -> None:
    story = await told()
    roster = await hanging(story)
    await submit(story, roster, date(2015, 9, 15))
    await review(story, roster, decision=Decision.REJECT)
    await drafted(story)
    await publish(story, roster, date(2015, 9, 15))
    await submit(story, roster, date(2015, 9, 23), someone(PRINCIPAL))
    with refused("SAME_PERSON_MAY_NOT_REVIEW"):
        await review(story, roster, replace(AUTHORITY, name=PRINCIPAL.name))
    await review(story, roster)


async def test_what_was_submitted_when_the_day_of_publication_counted_stands() -> None:
    """The fifth working day, that of publication included, is the 11th: from the 12th on it could be submitted."""
    story = await told()
    roster = await hanging(story)

    async def as_it_was(session: Session, command: SubmitAidRoster) -> RosterAnswer:
        known = await session.load(Roster, roster)
        assert known is not None
        known.trigger_event(RosterSubmitted, effective_on=command.submitted_on.isoformat(), school=SCHOOL)
        session.save(known)
        return RosterAnswer(roster=str(roster))

    early = SubmitAidRoster(idempotency_key="early", roster_id=roster, submitted_on=date(2015, 9, 12))
    await carry_out(story.log, PRINCIPAL, as_it_was, early)
    await review(story, roster)
    await story.allocation()
    assert (await story.run()).total == 200_00
