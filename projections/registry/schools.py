"""The rows of schools."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from domain.registry.events import EnrolmentStopped, SchoolOpened
from projections.engine.versions import Versions

VALUES = ("id", "name", "division", "ownership", "stopped")


class Schools:
    """Folds the few events that schools have."""

    async def fold(
        self, connection: asyncpg.Connection, events: Sequence[SchoolOpened | EnrolmentStopped]
    ) -> None:
        rows = Versions("school", ["code"], ["text"], VALUES)
        known = await self._known(connection, {event.school for event in events})
        for event in events:
            if isinstance(event, SchoolOpened):
                known[event.code] = (event.originator_id, event.name, event.division, event.ownership, False)
            else:
                known[event.school] = (*known[event.school][:4], True)
            rows.put((event.school,), event.position, known[event.school])
        await rows.flush(connection)

    async def _known(self, connection: asyncpg.Connection, codes: set[str]) -> dict[str, tuple[object, ...]]:
        rows = await connection.fetch(
            "SELECT DISTINCT ON (code) code, id, name, division, ownership, stopped FROM school"
            " WHERE code = ANY($1::text[]) ORDER BY code, known_from DESC",
            list(codes),
        )
        return {row["code"]: tuple(row)[1:] for row in rows}
