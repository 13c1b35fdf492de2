"""Two school years, month by month, in the order in which they are recorded."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date

from api.demonstration import allocations
from api.demonstration.changes import carry_through, of_story
from api.demonstration.city import DemoSchool
from api.demonstration.desk import Desk, together
from api.demonstration.graduation import graduate
from api.demonstration.hardship import assess
from api.demonstration.payday import pay
from api.demonstration.recoveries import take_back
from api.demonstration.registration import enter, open_schools
from api.demonstration.rosters import make_roster
from api.demonstration.settlement import acknowledge_the_last, settle
from domain.policy.calendar import Month, Term
from domain.vocabulary import Scheme

FIRST, LAST = Term.parse("2014-AUTUMN"), Term.parse("2016-SPRING")
POSTED = 8  # day of the term's first month on which rosters are published
SUPPLEMENT_POSTED = date(2015, 10, 12)
PARTS = 1 + 4 * (1 + 5) + 3 + 1  # what ``live`` names

ForOne = Callable[[DemoSchool, Scheme], Awaitable[object]]


async def live(desk: Desk) -> AsyncIterator[str]:
    """Does everything; says before each part what it is."""
    yield "schools"
    await open_schools(desk)
    term = FIRST
    while term <= LAST:
        async for part in _term(desk, term):
            yield part
        term = term.next()
    yield "last receipt"
    await acknowledge_the_last(desk)


async def _term(desk: Desk, term: Term) -> AsyncIterator[str]:
    yield f"{term}"
    await _begin(desk, term)
    for month in term.months:
        yield f"{month}"
        await _month(desk, month)
    if term != LAST:
        yield f"{term} settled"
        await _everywhere(desk, lambda school, scheme: settle(desk, school, scheme, term))


async def _begin(desk: Desk, term: Term) -> None:
    autumn = term.months[0].month == 9
    if term == FIRST:
        await enter(desk, [2012, 2013])
    if autumn:
        await enter(desk, [term.school_year])
    await _report(desk, term.months[0])
    if autumn:
        await assess(desk, term.school_year)
    await _everywhere(desk, lambda school, scheme: _cover(desk, school, scheme, term))


async def _cover(desk: Desk, school: DemoSchool, scheme: Scheme, term: Term) -> None:
    first = term.months[0]
    heads = await make_roster(desk, school, scheme, term, first.first_day.replace(day=POSTED))
    if heads:
        await allocations.allocate(desk, school, scheme, first, heads, allocations.EARLY)
        await allocations.allocate(desk, school, scheme, term.months[2], heads, allocations.LATE)


async def _month(desk: Desk, month: Month) -> None:
    if month != month.term.months[0]:
        await _report(desk, month)
    if month == Month.of(SUPPLEMENT_POSTED):
        await _supplement(desk, month)
    again = month != LAST.months[-1]
    await _everywhere(desk, lambda school, scheme: pay(desk, school, scheme, month, again=again))
    if month.month == 7:
        await graduate(desk, month.school_year - 2, month.last_day)


async def _report(desk: Desk, month: Month) -> None:
    """The changes that schools report in a month, and what is taken back because of them."""
    turns = desk.town.turns_in(month)
    await carry_through(desk, [of_story(desk, turn) for turn in turns])
    for turn in turns:
        if turn.step.recovered:
            await take_back(desk, turn)


async def _supplement(desk: Desk, month: Month) -> None:
    """Those who came late: registered, put on a supplementary roster, money asked for."""
    await enter(desk, [month.school_year], late=True)
    school = desk.town.city.supplemented
    for scheme in Scheme:
        heads = await make_roster(desk, school, scheme, month.term, SUPPLEMENT_POSTED, supplementary=True)
        if heads:
            await allocations.allocate(
                desk, school, scheme, month, heads, (*allocations.EARLY, *allocations.LATE)
            )


async def _everywhere(desk: Desk, work: ForOne) -> None:
    """At every school and for both schemes at once."""
    await together(work(school, scheme) for school in desk.town.city.schools for scheme in Scheme)
