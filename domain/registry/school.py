"""A school in the registry."""

from __future__ import annotations

from uuid import UUID, uuid5

from domain.event import LedgerAggregate, stream

NAMESPACE = UUID("5a6f0f0c-2016-4013-8a4d-000000000037")


def school_id(code: str) -> UUID:
    """The stream of the school with this code; a code is never reused."""
    return uuid5(NAMESPACE, f"school {code}")


@stream("registry.School")
class School(LedgerAggregate):
    """One school: its code for life, where it stands, who runs it, and whether it may still enrol."""

    def __init__(self, code: str, name: str, division: str, ownership: str) -> None:
        self.code = code
        self.name = name
        self.division = division
        self.ownership = ownership
        self.enrolment_stopped = False


class OfSchool(LedgerAggregate):
    """An aggregate that belongs to one school. school: its code."""

    school: str
