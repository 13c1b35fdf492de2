"""The papers that a decision rests on."""

from __future__ import annotations

import msgspec


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that supports a decision: its kind, where it is filed, and the digest of its scan if there is one.

    Events hold it under these names.
    """

    kind: str
    reference: str
    sha256: str | None = None
