"""Asking the schema itself, without HTTP: a told history is folded first, then questions are put to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from api.auth.viewer import Viewer
from api.graphql.context import Context
from api.graphql.execution.public_errors import public
from api.graphql.ledger_schema import ledger_schema
from api.language import Language
from domain.ledger.postgres.ledger import Ledger
from domain.mandate import Mandate
from projections.all import all_projections
from projections.engine.checkpoints import prepare
from projections.engine.follower import Follower
from projections.engine.reading import Reader
from projections.engine.wakeup import Wakeup
from tests.support.people import POLICY, holder
from tests.support.statements import statements_of

EVERYWHERE = holder("AID_AUTHORITY")


class Asking:
    """Questions about one ledger, as far as it is folded."""

    def __init__(self, reader: Reader, follower: Follower) -> None:
        self.reader = reader
        self.follower = follower

    async def fold(self) -> int:
        """Brings the tables up to the log; its position."""
        await self.follower.catch_up()
        return await self.reader.ledger.position()

    def context(self, by: Mandate = EVERYWHERE, language: Language = "en") -> Context:
        viewer = Viewer(by.name, by.roles, by.scopes)
        return Context(viewer, self.reader, language, operation="test")

    async def data(
        self, query: str, by: Mandate = EVERYWHERE, language: Language = "en", **variables: Any
    ) -> Any:
        """The answer to a question that has one."""
        result = await ledger_schema().ask(query, variables, self.context(by, language))
        assert not result.errors, result.errors
        return result.data

    async def errors(
        self, query: str, by: Mandate = EVERYWHERE, language: Language = "en", **variables: Any
    ) -> list[dict[str, Any]]:
        """The errors of a question that has no answer, as the caller sees them."""
        result = await ledger_schema().ask(query, variables, self.context(by, language))
        assert result.errors, result.data
        return public(result.errors, language)

    async def statements(self, query: str, by: Mandate = EVERYWHERE, **variables: Any) -> int:
        """How many statements a question costs."""
        with statements_of(self.reader, self.reader.ledger) as seen:
            await self.data(query, by, **variables)
        return len(seen)


def nodes(connection: Any) -> list[Any]:
    """The rows of a page."""
    return [edge["node"] for edge in connection["edges"]]


@asynccontextmanager
async def asking(ledger: Ledger, dsn: str) -> AsyncIterator[Asking]:
    """Opened for one test."""
    projections = all_projections(POLICY)
    async with ledger.pool.acquire() as connection:
        await prepare(connection, projections)
    async with Wakeup(dsn, ledger.schemas) as wakeup:
        yield Asking(Reader(ledger, wakeup), Follower(ledger, projections, wakeup))
