"""The aid accounts between two pages: the domain's own aggregate, taken from its row and put back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from domain.funds.account import FundAccount, account_id
from projections.engine.projection import KNOWN_STILL

KEY = ("school", "scheme", "term")
KEPT = ("closed", "allocated", "settled", "in_transit", "recovered", "due", "remitted", "acknowledged")
VALUES = (*KEPT, "available")


async def load(connection: asyncpg.Connection, schools: Iterable[str]) -> dict[UUID, FundAccount]:
    """Every account of these schools, by its stream (whose name a row can give and an event cannot)."""
    rows = await connection.fetch(
        f"SELECT {', '.join((*KEY, *KEPT))} FROM fund_account"
        f" WHERE school = ANY($1::text[]) AND known_to = {KNOWN_STILL}",
        list(schools),
    )
    return {account.id: account for account in map(_account, rows)}


def key_of(account: FundAccount) -> tuple[str, str, str]:
    return account.school, account.scheme, account.term


def values_of(account: FundAccount) -> tuple[Any, ...]:
    return (
        account.closed,
        account.allocated,
        account.settled,
        account.in_transit,
        account.recovered,
        msgspec.json.encode(account.due).decode(),
        msgspec.json.encode(account.remitted).decode(),
        msgspec.json.encode(account.acknowledged).decode(),
        account.available,
    )


def _account(row: Any) -> FundAccount:
    key = {name: row[name] for name in KEY}
    return FundAccount.restore(
        account_id(**key),
        **key,
        # A row keeps the sum of the allocations, which is all that folding further needs of them.
        allocations=[("", row["allocated"], "", "")],
        **{name: row[name] for name in ("closed", "settled", "in_transit", "recovered")},
        **{name: msgspec.json.decode(row[name]) for name in ("due", "remitted", "acknowledged")},
    )
