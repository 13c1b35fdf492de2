"""What somebody asks the ledger to do."""

from __future__ import annotations

import msgspec


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """One request to write, as a mutation hands it over: plain, checked values.

    idempotency_key: chosen by the caller; a retry with the same key has no second effect.
    """

    idempotency_key: str

    @property
    def name(self) -> str:
        """The mutation's name in the domain, as every recorded event states it."""
        return type(self).__name__
