"""The money of each school, scheme and term: accounts as they stood, allocations, and double entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

import asyncpg

from domain.event import Event
from domain.funds.account import FundAccount, opened_account
from domain.funds.events import AccountOpened, Allocated
from domain.funds.postings import postings
from projections.engine.projection import Projection, Recorded
from projections.engine.versions import Versions
from projections.funds import accounts

ALLOCATION = ("position", *accounts.KEY, "source", "amount", "document", "received_on")
POSTING = ("position", "ordinal", "school", "debit", "credit", "amount")


class Funds(Projection):
    """Balances, allocations and postings."""

    name: ClassVar[str] = "funds"
    version: ClassVar[int] = 2

    async def fold(self, connection: asyncpg.Connection, page: Sequence[Recorded]) -> None:
        events = [recorded.event for recorded in page if recorded.event.KIND.stream == FundAccount.STREAM]
        if not events:
            return
        changes = _Changes(await accounts.load(connection, {event.school for event in events}))
        for event in events:
            changes.apply(event)
        await changes.flush(connection)


class _Changes:
    """What one page changes."""

    def __init__(self, known: dict[UUID, FundAccount]) -> None:
        self.accounts = known
        self.rows = Versions("fund_account", accounts.KEY, ["text"] * 3, accounts.VALUES)
        self.allocations: list[tuple[Any, ...]] = []
        self.postings: list[tuple[Any, ...]] = []

    def apply(self, event: Event) -> None:
        if isinstance(event, AccountOpened):
            account = self.accounts[event.originator_id] = opened_account(event)
        else:
            account = self.accounts[event.originator_id]
            event.apply(account)
        if isinstance(event, Allocated):
            self.allocations.append(_allocation(account, event))
        for ordinal, posting in enumerate(postings(account, event)):
            self.postings.append((event.position, ordinal, account.school, *posting))
        self.rows.put(accounts.key_of(account), event.position, accounts.values_of(account))

    async def flush(self, connection: asyncpg.Connection) -> None:
        await self.rows.flush(connection)
        await connection.copy_records_to_table("allocation", records=self.allocations, columns=ALLOCATION)
        await connection.copy_records_to_table("posting", records=self.postings, columns=POSTING)


def _allocation(account: FundAccount, event: Allocated) -> tuple[Any, ...]:
    received = date.fromisoformat(event.effective_on)
    key = accounts.key_of(account)
    return (event.position, *key, event.source, event.amount, event.document, received)
