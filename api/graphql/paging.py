"""Pages of one list: which slice was asked for, and as of which position it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.graphql.errors import ClientError, RequestCode
from api.graphql.keys import uuid_key
from api.graphql.keyset import KeyPart, Slice, slice_of
from api.graphql.scalars import LARGEST_POSITION


def ask(
    name: str, filters: Mapping[str, Any], first: int | None, after: str | None, at: int, *kinds: type
) -> tuple[Slice, int]:
    """The slice, and the position to read at: that of the first page, however many pages follow.

    kinds: of the parts of the sort key (str, int, UUID). Raises ClientError for a cursor of another shape.
    """
    asked = slice_of(name, filters, first, after, at)
    known_at = asked.as_of
    if known_at is None or not 0 <= known_at <= LARGEST_POSITION or not _fits(asked, kinds):
        raise ClientError("'after' is not a cursor of this list.", RequestCode.INVALID_CURSOR, ["after"])
    return asked, known_at


def _fits(asked: Slice, kinds: tuple[type, ...]) -> bool:
    if asked.after is None:
        return True
    return len(asked.after) == len(kinds) and all(map(_is, asked.after, kinds))


def _is(part: KeyPart, kind: type) -> bool:
    if kind is UUID:
        return isinstance(part, str) and uuid_key(part) is not None
    if kind is int:
        return isinstance(part, int) and 0 <= part <= LARGEST_POSITION
    return isinstance(part, str) and "\0" not in part
