"""What one GraphQL operation knows: who asks, in which language, and at which position it reads."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from api.auth.viewer import Viewer
from api.graphql.execution.errors import ClientError, RequestCode
from api.graphql.loaders import Loaders
from api.language import Language, Listed
from domain.ledger.postgres.ledger import Ledger
from projections.engine.checkpoints import ForeignTables
from projections.engine.conditions import Visible
from projections.engine.reading import NotReached, PastHead, Reader
from projections.registry.known_schools import KnownSchools
from projections.registry.schools import SchoolRow

POSITION_HEADER = "Ledger-Position"
EPOCH_HEADER = "Ledger-Epoch"
MOST_ROWS = 25_000  # that all nested lists of an operation may come to: lists in lists multiply


class Context:
    """One a operation (for a subscription: one a subscription).

    asked_position: what the ``Ledger-Position`` request header named, 0 without it.
    response_headers: sent with the answer.
    nested_rows: asked for so far by the lists within lists.
    looked_at: persons whose data the answer shows; put on record before it leaves (see ``record_looks``).
    """

    def __init__(
        self,
        viewer: Viewer,
        reader: Reader,
        language: Language = "en",
        asked_position: int = 0,
        operation: str = "",
    ) -> None:
        self.viewer = viewer
        self.reader = reader
        self.language = language
        self.asked_position = asked_position
        self.operation = operation
        self._schools = reader.lookout.kept(KnownSchools)
        self.start_over()

    def start_over(self) -> None:
        """Forgets all that was read, counted and looked at: the operation runs from the beginning."""
        self.response_headers: dict[str, str] = {}
        self.nested_rows = 0
        self.looked_at: set[UUID] = set()
        self._position: int | None = None
        self._instants: dict[datetime, int] = {}
        self._loaders: dict[int, Loaders[Context]] = {}
        # Many fields ask at once: the first one reads, the others wait for its answer.
        self._turn = asyncio.Lock()

    def let_go(self) -> None:
        """Of all that was read, once the answer is made. Each holds the other, and would until the collector comes."""
        self._loaders.clear()

    @property
    def ledger(self) -> Ledger:
        return self.reader.ledger

    @property
    def whose(self) -> str:
        """Who asks: one identity a person."""
        return self.viewer.identity

    async def position(self) -> int:
        """The position at which this operation reads: taken once, so that all its answers fit together."""
        if self._position is None:
            async with self._turn:
                if self._position is None:
                    await self.settle(self.asked_position)
        assert self._position is not None
        return self._position

    async def settle(self, at_least: int) -> int:
        """Reads from here on at a position that holds ``at_least`` (after a mutation, its own effect)."""
        self._position = await self._reach(at_least)
        self.response_headers[POSITION_HEADER] = str(self._position)
        self.response_headers[EPOCH_HEADER] = str(self.ledger.epoch.id)
        return self._position

    async def _reach(self, at_least: int) -> int:
        try:
            return await self.reader.position(at_least)
        except NotReached as late:
            raise ClientError(
                "Position {wanted} is not readable yet (now at {reached}); ask again in a moment.",
                RequestCode.NOT_READY,
                status=503,
                wanted=late.wanted,
                reached=late.reached,
            ) from late
        except PastHead as past:
            raise ClientError(
                "Position {wanted} lies past the newest one, {head}: it is of another ledger, or of before a restore.",
                RequestCode.NOT_READY,
                [POSITION_HEADER],
                status=503,
                wanted=past.wanted,
                head=past.head,
            ) from past
        except ForeignTables as wrong:
            raise ClientError(
                "The tables of {names} hold what the ledger does not, as after a restore: nothing can be read until"
                " they are rebuilt.",
                RequestCode.NOT_READY,
                status=503,
                names=Listed(wrong.names),
            ) from wrong

    async def as_of(self, position: int | None, recorded_at: datetime | None) -> int:
        """The position that an ``AsOf`` input means; what cannot be answered as of then is an error."""
        here = await self.position()
        if position is not None and recorded_at is not None:
            raise ClientError("Give a position or an instant, not both.", RequestCode.INVALID_INPUT, ["asOf"])
        if recorded_at is not None:
            return await self._position_at(recorded_at)
        if position is None:
            return here
        if position > here and position > (here := (await self.reader.lookout.look()).least):
            raise ClientError(
                "Position {position} lies ahead of the ledger (now at {here}).",
                RequestCode.INVALID_INPUT,
                ["asOf"],
                position=position,
                here=here,
            )
        return position

    async def _position_at(self, instant: datetime) -> int:
        """What was recorded by an instant, once it is readable: the log may be ahead of the tables."""
        async with self._turn:
            if instant not in self._instants:
                position = await self.reader.position_at(instant)
                await self._reach(position)
                self._instants[instant] = position
        return self._instants[instant]

    async def schools(self, at: int | None = None) -> Visible:
        """Codes of the schools that the viewer may see; None for all. Every query takes this."""
        here = await self.position()
        return self._schools.visible(self.ledger.code, self.viewer, here if at is None else at)

    async def schools_of(self, codes: Iterable[str], at: int) -> list[SchoolRow]:
        """The schools with these codes as known at a position, visible or not."""
        await self.position()
        return self.schools_at_hand(codes, at)

    def schools_at_hand(self, codes: Iterable[str], at: int) -> list[SchoolRow]:
        """As ``schools_of``, for what something that was read at this position names."""
        return self._schools.rows(codes, at)

    def loaders(self, at: int) -> Loaders[Context]:
        """The batching loaders that read as of a position."""
        if at not in self._loaders:
            self._loaders[at] = Loaders(self, at)
        return self._loaders[at]

    def take_rows(self, rows: int) -> None:
        """Counts what a nested list may show, each time that it is shown: a run's payments name the run again.

        Raises ClientError when all of them may come to too much.
        """
        self.nested_rows += rows
        if self.nested_rows > MOST_ROWS:
            raise ClientError(
                "The lists within lists may come to more than {limit} rows: ask for smaller pages.",
                RequestCode.TOO_COMPLEX,
                ["first"],
                limit=MOST_ROWS,
            )

    async def record_looks(self) -> None:
        """Puts on record whose data the answer shows. Await it before the answer leaves."""
        if self.looked_at:
            persons, self.looked_at = self.looked_at, set()
            await self.ledger.record_look(self.viewer.name, self.operation, persons)
