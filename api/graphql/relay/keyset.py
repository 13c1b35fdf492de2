"""Keyset connections: a page goes on where the last row ended, so a growing list never shifts under a reader.

A cursor is bound to its list, the list's filters and the position as of which it was read.
"""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from api.graphql.execution.errors import ClientError, RequestCode

PAGE_SIZE = 50
LARGEST_PAGE = 200
_LONGEST_CURSOR = 1000

T = TypeVar("T")
KeyPart = str | int | None
Key = tuple[KeyPart, ...]


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list in its total order; ``key`` gives the sort key of a row, ending in a unique part."""

    rows: Sequence[T]
    has_next: bool
    key: Callable[[T], Key]


def page_of(rows: Sequence[T], size: int, key: Callable[[T], Key]) -> Page[T]:
    """The page in ``rows``, which were read with a limit of ``size + 1`` to learn whether there are more."""
    return Page(rows[:size], len(rows) > size, key)


class _Cursor(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    list_name: str
    filters: str
    as_of: int | None
    key: list[KeyPart]


@dataclass(frozen=True, slots=True)
class Slice:
    """What a caller asked of a list: ``size`` rows after ``after`` (None: from the start), as of ``as_of``."""

    list_name: str
    filters: str
    size: int
    after: Key | None
    as_of: int | None

    def cursor(self, key: Key) -> str:
        """The opaque cursor of the row with that sort key."""
        packed = msgspec.msgpack.encode(_Cursor(self.list_name, self.filters, self.as_of, list(key)))
        return urlsafe_b64encode(packed).decode().rstrip("=")


def slice_of(
    list_name: str,
    filters: Mapping[str, Any],
    first: int | None,
    after: str | None,
    as_of: int | None = None,
) -> Slice:
    """Reads ``first`` and ``after`` of a list. A cursor's own ``as_of`` wins, so later pages show the same past.

    Raises ClientError: INVALID_INPUT for a page size out of range, INVALID_CURSOR for a foreign cursor.
    """
    size = PAGE_SIZE if first is None else first
    if not 1 <= size <= LARGEST_PAGE:
        raise ClientError(
            "'first' must be between 1 and {limit}.", RequestCode.INVALID_INPUT, ["first"], limit=LARGEST_PAGE
        )
    prints = fingerprint(filters)
    if after is None:
        return Slice(list_name, prints, size, None, as_of)
    cursor = _opened(after)
    if cursor is None or (cursor.list_name, cursor.filters) != (list_name, prints):
        raise ClientError(
            "'after' is not a cursor of this list with these filters.", RequestCode.INVALID_CURSOR, ["after"]
        )
    return Slice(list_name, prints, size, tuple(cursor.key), cursor.as_of)


def fingerprint(filters: Mapping[str, Any]) -> str:
    """A short digest of a list's filters, the same whatever their order; None counts as left out."""
    given = sorted((name, str(value)) for name, value in filters.items() if value is not None)
    return hashlib.blake2s(msgspec.msgpack.encode(given), digest_size=6).hexdigest()


def _opened(text: str) -> _Cursor | None:
    if len(text) > _LONGEST_CURSOR or not text.isascii():
        return None
    try:
        packed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return msgspec.msgpack.decode(packed, type=_Cursor)
    except (NotBase64, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
