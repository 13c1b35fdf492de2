"""Aid rosters: drafted, published, submitted after their publicity, approved; one is sent back first."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from api.demonstration.city import DemoSchool
from api.demonstration.desk import Desk
from domain.aid.draft_roster import DraftAidRoster
from domain.aid.roster import Roster
from domain.aid.roster_steps import (
    PublishAidRoster,
    ReviewAidRoster,
    SubmitAidRoster,
)
from domain.policy.calendar import Term
from domain.policy.policy import Policy
from domain.refusal import Refusal
from domain.vocabulary import Decision, ErrorCode, Scheme

RETURNED = (Term.parse("2014-AUTUMN"), Scheme.TUITION_WAIVER)
WHY_RETURNED = "名单公示照片不清，请重新公示 (the photo of the posted list can't be read; post it again)"


async def make_roster(
    desk: Desk, school: DemoSchool, scheme: Scheme, term: Term, posted: date, *, supplementary: bool = False
) -> int:
    """How many students it covers; an empty list is left a draft."""
    if school.returned and (term, scheme) == RETURNED:
        await _once(desk, school, scheme, term, posted - timedelta(days=12), supplementary, WHY_RETURNED)
    return await _once(desk, school, scheme, term, posted, supplementary, None)


async def _once(
    desk: Desk,
    school: DemoSchool,
    scheme: Scheme,
    term: Term,
    posted: date,
    supplementary: bool,
    returned: str | None,
) -> int:
    what = (school.code, scheme, term, supplementary, posted)
    draft = DraftAidRoster(
        idempotency_key=desk.key("roster", *what),
        school_code=school.code,
        scheme=scheme,
        term=term,
        supplementary=supplementary,
    )
    drafted = await desk.do(desk.at(school, "AID_OFFICER"), draft)
    id = UUID(drafted.roster)
    covered = len((await desk.read(Roster, [id]))[id].entries)
    if covered:
        await _take_through(desk, school, id, posted, returned, what)
    return covered


async def _take_through(
    desk: Desk, school: DemoSchool, id: UUID, posted: date, returned: str | None, what: tuple[object, ...]
) -> None:
    await desk.do(
        desk.at(school, "AID_OFFICER"),
        PublishAidRoster(idempotency_key=desk.key("publish", *what), roster_id=id, published_on=posted),
    )
    await _hand_in(desk, school, id, posted, what)
    await desk.do(
        desk.at(school, "AID_AUTHORITY"),
        ReviewAidRoster(
            idempotency_key=desk.key("review", *what),
            roster_id=id,
            decision=Decision.REJECT if returned else Decision.APPROVE,
            comment=returned,
        ),
    )


async def _hand_in(desk: Desk, school: DemoSchool, id: UUID, posted: date, what: tuple[object, ...]) -> None:
    """On the first day possible; what an interrupted version 0.1 handed in a day earlier, by its rule, is done."""
    submit = SubmitAidRoster(
        idempotency_key=desk.key("submit", *what),
        roster_id=id,
        submitted_on=end_of_publicity(desk.ledger.policy, posted),
    )
    try:
        await desk.do(desk.at(school, "PRINCIPAL"), submit)
    except Refusal as refusal:
        if refusal.code != ErrorCode.IDEMPOTENCY_KEY_REUSED:
            raise


def end_of_publicity(policy: Policy, posted: date) -> date:
    """The first day on which a list can be submitted."""
    day = posted
    while policy.working_days.between(posted, day) < policy.publicity.needed(posted):
        day += timedelta(days=1)
    return day
