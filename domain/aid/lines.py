"""The lines of rosters and runs, as their events hold them: JSON arrays, in this order for ever."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Ground(NamedTuple):
    """One reason why something is due: its code, and the position of the event that says so."""

    code: str
    position: int


class RosterEntry(NamedTuple):
    """Somebody covered: the person's id, the number of the enrolment, the codes of the grounds."""

    person: str
    enrolment: int
    grounds: Sequence[str]


class Exclusion(NamedTuple):
    """Somebody left out of a roster or run: the person's id, the number of the enrolment, the code of the reason."""

    person: str
    enrolment: int
    code: str


class RunLine(NamedTuple):
    """Somebody to be paid. amount: fen; attempt: of the month's payment, from 1; grounds: see ``flat``."""

    person: str
    enrolment: int
    amount: int
    attempt: int
    grounds: Sequence[str | int]


def flat(grounds: Sequence[Ground]) -> list[str | int]:
    """Grounds as events hold them: [code, position, code, position, ...]."""
    return [value for ground in grounds for value in ground]


def grounds_in(flattened: Sequence[str | int]) -> Iterator[Ground]:
    """The grounds that an event holds."""
    pairs = zip(flattened[::2], flattened[1::2], strict=True)
    return (Ground(str(code), int(position)) for code, position in pairs)
