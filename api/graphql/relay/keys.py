"""A row's own key from the raw part of a global id; None for what no row can have."""

from contextlib import suppress
from uuid import UUID

from api.graphql.scalars import read_position
from domain.registry.student import enrolment_id, parse_enrolment_id


def uuid_key(raw: str) -> UUID | None:
    """The id of a stream, in the one way that it is written."""
    with suppress(ValueError):
        found = UUID(raw)
        return found if str(found) == raw else None
    return None


def part_key(raw: str) -> str | None:
    """The id of an enrolment or a status change: "<person>.<number>"."""
    pair = parse_enrolment_id(raw)
    return raw if pair and enrolment_id(*pair) == raw else None


def code_key(raw: str) -> str | None:
    """A school code."""
    return raw if len(raw) == 10 and raw.isascii() and raw.isdigit() else None


def position_key(raw: str) -> int | None:
    """A position in the ledger."""
    with suppress(ValueError):
        return read_position(raw)
    return None


def person_of(part: str) -> UUID | None:
    """The person whose enrolment or status change it is."""
    pair = parse_enrolment_id(part)
    return pair[0] if pair else None
