"""Each ladder is climbed: every rung refuses for its own fault, and of two neighbours the earlier one does."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise, product

import pytest

from domain.handlers import HANDLERS
from domain.ladder import Rung, ladder, ladder_of
from domain.vocabulary import ErrorCode, Role
from tests.domain.ladders import aid_payments, aid_rosters, funds, registry
from tests.domain.ladders.climbing import Climb, Fault, Outcome, outcome_of
from tests.domain.ladders.refusals import refusals_in

CLIMBS = (*registry.CLIMBS, *aid_rosters.CLIMBS, *aid_payments.CLIMBS, *funds.CLIMBS)


def name(climb: Climb) -> str:
    return climb.command.__name__


def by_rung(faults: Sequence[Fault]) -> list[list[Fault]]:
    """The faults of each rung: neighbours with one code stand on one rung."""
    return [list(rung) for _, rung in groupby(faults, lambda fault: fault.code)]


def rungs(climb: Climb) -> list[list[Fault]]:
    """Those of the whole command, then those of a line: no line is looked at while the command is refused."""
    return by_rung(climb.faults) + by_rung(climb.line)


def refused(climb: Climb, fault: Fault) -> tuple[ErrorCode | None, frozenset[ErrorCode]]:
    """What the outcome must say: the command is refused as a whole, or the line alone."""
    return (None, frozenset({fault.code})) if fault in climb.line else (fault.code, frozenset())


RUNGS = [
    pytest.param(climb, fault, id=f"{name(climb)}-{place}-{fault.code}")
    for climb in CLIMBS
    for place, fault in enumerate([*climb.faults, *climb.line], 1)
]
NEIGHBOURS = [
    pytest.param(climb, earlier, later, id=f"{name(climb)}-{place}-{earlier.code}-{later.code}")
    for climb in CLIMBS
    for place, (lower, upper) in enumerate(pairwise(rungs(climb)), 1)
    for earlier, later in product(lower, upper)
    if not later.apart
]


def test_every_command_is_climbed_once() -> None:
    assert sorted(map(name, CLIMBS)) == sorted(command.__name__ for command in HANDLERS)


@pytest.mark.parametrize("climb", CLIMBS, ids=name)
def test_every_rung_has_its_fault_in_the_declared_order(climb: Climb) -> None:
    declared = ladder_of(HANDLERS[climb.command])
    assert [rung[0].code for rung in by_rung(climb.faults)] == [rung.code for rung in declared.rungs]
    assert [rung[0].code for rung in by_rung(climb.line)] == [rung.code for rung in declared.line]


@pytest.mark.parametrize("climb", CLIMBS, ids=name)
async def test_after_the_last_rung_it_succeeds(climb: Climb) -> None:
    assert await outcome_of(climb) == Outcome(None, frozenset(), recorded=True)


@pytest.mark.parametrize(("climb", "fault"), RUNGS)
async def test_each_rung_refuses_for_its_own_fault(climb: Climb, fault: Fault) -> None:
    raised, lines, _ = await outcome_of(climb, fault)
    assert (raised, lines) == refused(climb, fault)


@pytest.mark.parametrize(("climb", "earlier", "later"), NEIGHBOURS)
async def test_of_two_neighbours_the_earlier_one_refuses(climb: Climb, earlier: Fault, later: Fault) -> None:
    assert earlier.touches().isdisjoint(later.touches()), (
        "one fault overwrites the other: say why they are apart"
    )
    raised, lines, _ = await outcome_of(climb, earlier, later)
    assert (raised, lines) == refused(climb, earlier)


@pytest.mark.parametrize("climb", CLIMBS, ids=name)
def test_nothing_refuses_that_the_ladder_does_not_declare(climb: Climb) -> None:
    declared = ladder_of(HANDLERS[climb.command])
    known = {rung.code for rung in (*declared.rungs, *declared.line)}
    assert refusals_in(HANDLERS[climb.command]) - known - {*declared.warnings} == set()


def test_two_rungs_never_read_alike() -> None:
    twice = Rung(ErrorCode.NOT_FOUND, "the school entered")
    ladder(ErrorCode.NOT_FOUND, twice, by=(Role.AUDITOR,))
    with pytest.raises(TypeError, match="NOT_FOUND"):
        ladder(ErrorCode.NOT_FOUND, twice, ErrorCode.NOT_FOUND, by=(Role.AUDITOR,))
