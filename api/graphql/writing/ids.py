"""Global ids in inputs. One that is malformed or of another type finds nothing: the domain says NOT_FOUND."""

from contextlib import suppress
from uuid import UUID

from api.graphql.relay.global_id import decode_as


def part_of(type_name: str, given: str) -> str:
    """The person's id and a number: an enrolment or a status change. Empty for any other id."""
    return decode_as(type_name, given) or ""


def stream_of(type_name: str, given: str) -> UUID | None:
    """The stream of a roster, run or payment. None for any other id."""
    with suppress(ValueError):
        return UUID(decode_as(type_name, given) or "")
    return None
