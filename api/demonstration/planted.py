"""The wrongs that are planted in the demonstration, each with the operation that finds it."""

from __future__ import annotations

import msgspec

from api.demonstration.desk import Desk
from api.demonstration.operations import Operation, operation, student_global_id
from api.demonstration.wrongs import SECOND_ENTRY, UNCLOSED_SCHOOL, UNCLOSED_TERM
from domain.policy.rates import Scheme


class Planted(msgspec.Struct, frozen=True):
    """One wrong: what it is, and how to find it."""

    what: str
    find: Operation


def planted(desk: Desk) -> list[Planted]:
    return [_two_schools(desk), _paid_leaver(desk), _one_card(desk), _open_term(desk)]


def _two_schools(desk: Desk) -> Planted:
    double = desk.town.double
    return Planted(
        f"{double.pupil.line.name} is enrolled at {double.pupil.school}; {double.school} registered them again.",
        operation("held", schoolCode=double.school, on=SECOND_ENTRY.isoformat()),
    )


def _paid_leaver(desk: Desk) -> Planted:
    leaver = desk.town.leaver
    return Planted(
        f"{leaver.line.name} left in February 2016, was reported in June, and was paid for three months.",
        operation("overpayments", schoolCode=leaver.school),
    )


def _one_card(desk: Desk) -> Planted:
    """Cards are sealed and nobody is shown one: this lists one of the two, comparing is a finding's work."""
    first, second = desk.town.sharers
    return Planted(
        f"{first.line.name} and {second.line.name} of {first.school} are paid to one card.",
        operation("events", stream=student_global_id(desk, second)),
    )


def _open_term(desk: Desk) -> Planted:
    return Planted(
        f"{UNCLOSED_SCHOOL} never closed {UNCLOSED_TERM}.",
        operation(
            "open_accounts",
            divisionPrefix=desk.town.city.code,
            scheme=Scheme.TUITION_WAIVER,
            term=str(UNCLOSED_TERM),
        ),
    )
