"""Why a payment was made (发放依据), and whether what is known still makes it due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from string import Formatter

import msgspec
import strawberry

from api.graphql.aid.policy import Policy
from api.graphql.context import Context
from api.graphql.field import Info, of_all
from api.graphql.log.events import LedgerEvent, lists_of, seen_at
from api.graphql.relay.node import at_of
from api.graphql.scalars import Money, Position
from api.language import Language, say
from domain.event import Event
from domain.person import name_of
from domain.policy.calendar import Month
from domain.policy.rates import Rates
from domain.vocabulary import Scheme
from projections.aid.queries import PaymentRow

# For each code the sentences that may say it: the first one whose places the event can fill.
STATEMENTS: Mapping[str, Sequence[str]] = {
    "REGISTERED": ("Registered at school {school}, approved with effect from {effective_on}.",),
    "ACTIVE": (
        "In school again from {effective_on} ({kind}).",
        "In school at {school} from {effective_on}.",
    ),
    "REPEATED": ("Repeated a grade from {effective_on}, which counts again as the lower year.",),
    "AGRICULTURAL_MAJOR": (
        "Studies an agricultural major: {to_major_name} ({to_major_code}).",
        "Studies an agricultural major: {major_name} ({major_code}).",
        "Studies an agricultural major.",
    ),
    "HARDSHIP": ("Hardship recognised for the school year {school_year}: level {level}.",),
    "POVERTY_BELT": (
        "Rural household from a designated poverty-belt county ({origin_division}).",
        "Rural household from a designated poverty-belt county.",
    ),
    "RURAL_HOUSEHOLD": ("Household registered in the country or a county town.",),
    "PROVINCE_COVERS_ALL": ("The province covers every registered student.",),
    "ROSTER_PUBLISHED": ("On the roster that was made public on {effective_on}.",),
    "ROSTER_APPROVED": ("The roster was approved by {actor}.",),
}
UNKNOWN = "Fact {code}."


@strawberry.type(description="依据事实: one fact that made a payment due.")
class JustifyingFact:
    statement: str = strawberry.field(description="说明: the fact in words, in your language.")
    event: LedgerEvent = strawberry.field(description="事件: the event that recorded it.")


async def _facts(justifications: Sequence[Justification], info: Info) -> list[list[JustifyingFact]]:
    language = info.context.language
    return [
        [
            JustifyingFact(statement=state(code, event.recorded, language), event=event)
            for code, event in grounds
            if event is not None
        ]
        for grounds in await _grounds(justifications, info.context)
    ]


async def _recorded_elsewhere(justifications: Sequence[Justification], info: Info) -> list[list[str]]:
    grounds = await _grounds(justifications, info.context)
    return [[code for code, event in of_one if event is None] for of_one in grounds]


async def _broken_by(justifications: Sequence[Justification], info: Info) -> list[list[LedgerEvent]]:
    return await lists_of(info.context, [each.row.causes for each in justifications], at_of(justifications))


async def _grounds(
    justifications: Sequence[Justification], context: Context
) -> list[list[tuple[str, LedgerEvent | None]]]:
    """The code of each ground with its event, None for one that the viewer may not see."""
    facts = [msgspec.json.decode(each.row.facts) for each in justifications]
    seen = await seen_at(context, (place for flat in facts for place in flat[1::2]), at_of(justifications))
    return [
        [(code, seen.get(place)) for code, place in zip(flat[::2], flat[1::2], strict=True)] for flat in facts
    ]


@strawberry.type(
    description=(
        "发放依据: why a payment was made. Every fact is an event of the ledger; the answer never changes, "
        "because it names positions."
    )
)
class Justification:
    decided_at: Position = strawberry.field(
        description="决定位置: the position at which the payment was instructed on these facts."
    )
    policy: Policy = strawberry.field(description="资助标准: the policy in force for the month.")
    holds: bool = strawberry.field(
        description="依据是否成立: does what is known now still make all that was paid due?"
    )
    due_now: Money = strawberry.field(
        description="现应发金额: what is due of the month on what is known now."
    )
    row: strawberry.Private[PaymentRow]
    at: strawberry.Private[int]

    @classmethod
    def of(cls, row: PaymentRow, month: Month, at: int, rates: Rates) -> Justification:
        rate = rates.named(row.policy) or rates.in_force(Scheme[row.scheme], month)
        assert rate is not None, "a payment is made under a policy"
        return cls(
            decided_at=row.decided_at,
            policy=Policy.of(rate),
            holds=row.justified,
            due_now=row.due,
            row=row,
            at=at,
        )

    facts = of_all(
        "依据事实: the facts, each with its event, as far as you may see it.", list[JustifyingFact], _facts
    )
    recorded_elsewhere = of_all(
        "他校依据: codes of the facts that a school outside your scope recorded, such as HARDSHIP before a transfer; "
        "whoever sees that school finds them among the facts.",
        list[str],
        _recorded_elsewhere,
    )
    broken_by = of_all(
        "失效原因: the events recorded since that took the justification away, as far as you may see them.",
        list[LedgerEvent],
        _broken_by,
    )


def state(code: str, event: Event, language: Language) -> str:
    """One event as a sentence."""
    said = {"code": code, **vars(event), "actor": name_of(event.actor)}
    sentences = STATEMENTS.get(code, ())
    fitting = (text for text in sentences if all(said.get(place) is not None for place in _places(text)))
    sentence = next(fitting, UNKNOWN)
    return say(sentence, language, **{place: said[place] for place in _places(sentence)})


@cache
def _places(template: str) -> tuple[str, ...]:
    return tuple(name for _, name, _, _ in Formatter().parse(template) if name)
