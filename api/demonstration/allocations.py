"""Money that the four levels of government send for a term, a little more than it will take."""

from __future__ import annotations

from collections.abc import Collection

from api.demonstration.city import DemoSchool, Source
from api.demonstration.desk import Desk
from domain.funds.record_allocation import RecordAllocation
from domain.policy.calendar import Month
from domain.policy.money import split
from domain.vocabulary import FundSource, Scheme

EARLY = (FundSource.CENTRAL, FundSource.PROVINCE)  # advanced with the roster; the rest comes two months later
LATE = (FundSource.CITY, FundSource.COUNTY)
MARGIN = 2, 20  # heads, and one more for every twenty


async def allocate(
    desk: Desk, school: DemoSchool, scheme: Scheme, month: Month, heads: int, sources: Collection[FundSource]
) -> None:
    """Records, in a month, what these sources give for its whole term."""
    amount = _for_the_term(desk, scheme, month, heads)
    shares = split(amount, {source.name: source.percent for source in desk.town.city.sources})
    for source in desk.town.city.sources:
        if source.name in sources:
            await _record(desk, school, scheme, month, source, shares[source.name])


def _for_the_term(desk: Desk, scheme: Scheme, month: Month, heads: int) -> int:
    rate = desk.ledger.policy.rates.in_force(scheme, month)
    assert rate is not None
    more, every = MARGIN
    return (heads + more + heads // every) * rate.per_month * len(month.term.months)


async def _record(
    desk: Desk, school: DemoSchool, scheme: Scheme, month: Month, source: Source, amount: int
) -> None:
    number = 10 * month.month + list(Scheme).index(scheme)
    command = RecordAllocation(
        idempotency_key=desk.key("allocation", school.code, scheme, month, source.name),
        school_code=school.code,
        scheme=scheme,
        term=month.term,
        source=source.name,
        amount=amount,
        document_number=source.document.format(year=month.year, number=number),
        received_on=month.first_day.replace(day=12),
    )
    await desk.do(desk.at(school, "FINANCE"), command)
