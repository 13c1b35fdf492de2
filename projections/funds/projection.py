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
from projections.funds.balances import Balances

ALLOCATION = ("position", *accounts.KEY, "source", "amount", "document", "received_on")


class Funds(Projection):
    """Aid accounts, allocations, and the balances of the double entry."""

    name: ClassVar[str] = "funds"
    version: ClassVar[int] = 3
    former_tables: ClassVar[tuple[str, ...]] = ("posting",)

    async def fold(self, connection: asyncpg.Connection, page: Sequence[Recorded]) -> None:
        events = [recorded.event for recorded in page if recorded.event.KIND.stream == FundAccount.STREAM]
        if not events:
            return
        changes = _Changes()
        await changes.load(connection, {event.school for event in events})
        for event in events:
            changes.apply(event)
        await changes.flush(connection)


class _Changes:
    """What one page changes."""

    def __init__(self) -> None:
        self.accounts: dict[UUID, FundAccount] = {}
        self.rows = Versions("fund_account", accounts.KEY, ["text"] * 3, accounts.VALUES)
        self.allocations: list[tuple[Any, ...]] = []
        self.balances = Balances()

    async def load(self, connection: asyncpg.Connection, schools: set[str]) -> None:
        self.accounts = await accounts.load(connection, schools)
        await self.balances.load(connection, schools)

    def apply(self, event: Event) -> None:
        if isinstance(event, AccountOpened):
            account = self.accounts[event.originator_id] = opened_account(event)
        else:
            account = self.accounts[event.originator_id]
            event.apply(account)
        if isinstance(event, Allocated):
            self.allocations.append(_allocation(account, event))
        for posting in postings(account, event):
            self.balances.post(account.school, posting, event.position)
        self.rows.put(accounts.key_of(account), event.position, accounts.values_of(account))

    async def flush(self, connection: asyncpg.Connection) -> None:
        await self.rows.flush(connection)
        await connection.copy_records_to_table("allocation", records=self.allocations, columns=ALLOCATION)
        await self.balances.flush(connection)


def _allocation(account: FundAccount, event: Allocated) -> tuple[Any, ...]:
    received = date.fromisoformat(event.effective_on)
    key = accounts.key_of(account)
    return (event.position, *key, event.source, event.amount, event.document, received)
