"""The wrongs that are planted in the demonstration, each with the operation that finds it."""

from __future__ import annotations

import msgspec

from api.demonstration.desk import Desk
from api.demonstration.operations import Operation, operation
from api.demonstration.wrongs import SECOND_ENTRY, UNCLOSED_SCHOOL, UNCLOSED_TERM
from domain.vocabulary import Scheme


class Planted(msgspec.Struct, frozen=True):
    """One wrong: what it is, as a template and the values for its places, and how to find it, if it can be."""

    what: str
    details: dict[str, str]
    find: Operation | None


TWO_SCHOOLS = "{name} is enrolled at {school}; {other} registered the same person again."
PAID_LEAVER = "{name} left in February 2016, was reported in June, and was paid for three months."
ONE_CARD = (
    "{name} and {other} of {school} are paid to one card. No operation shows it: cards are sealed, and nobody is "
    "shown one."
)
OPEN_TERM = "{school} never closed {term}."


def planted(desk: Desk) -> list[Planted]:
    return [_two_schools(desk), _paid_leaver(desk), _one_card(desk), _open_term(desk)]


def _two_schools(desk: Desk) -> Planted:
    double = desk.town.double
    return Planted(
        TWO_SCHOOLS,
        {"name": double.pupil.line.name, "school": double.pupil.school, "other": double.school},
        operation("held", schoolCode=double.school, on=SECOND_ENTRY.isoformat()),
    )


def _paid_leaver(desk: Desk) -> Planted:
    leaver = desk.town.leaver
    return Planted(
        PAID_LEAVER,
        {"name": leaver.line.name},
        operation("overpayments", schoolCode=leaver.school),
    )


def _one_card(desk: Desk) -> Planted:
    """Comparing cards is a finding's work; a person who reads is told "card": null, like everything sealed."""
    first, second = desk.town.sharers
    return Planted(
        ONE_CARD,
        {"name": first.line.name, "other": second.line.name, "school": first.school},
        None,
    )


def _open_term(desk: Desk) -> Planted:
    return Planted(
        OPEN_TERM,
        {"school": UNCLOSED_SCHOOL, "term": str(UNCLOSED_TERM)},
        operation(
            "open_accounts",
            divisionPrefix=desk.town.city.code,
            scheme=Scheme.TUITION_WAIVER,
            term=str(UNCLOSED_TERM),
        ),
    )
