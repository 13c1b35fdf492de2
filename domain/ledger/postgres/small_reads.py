"""What small commands ask, for as many of them at once as ask together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

import asyncpg

from domain.ledger.postgres.connections import Connections

COLUMNS = "originator_id, originator_version, topic, state, notification_id"
FEW = 8  # streams: who asks for more of them asks alone

# Each is looked up by itself, whatever the planner believes of tables that it has no statistics of.
BEGINNINGS = """
SELECT head.position, taken.* FROM head
CROSS JOIN unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS asked (actor, mark, key, place)
LEFT JOIN LATERAL (
    SELECT input_hash, answer, position FROM command
    WHERE command.actor = asked.actor AND command.key IN (asked.mark, asked.key) LIMIT 1
) AS taken ON true
ORDER BY place
"""
STREAMS = f"""
SELECT {COLUMNS} FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS known (id, version, place)
CROSS JOIN LATERAL (
    SELECT {COLUMNS} FROM ledger_events WHERE originator_id = id AND originator_version > version OFFSET 0
) AS since
ORDER BY place, originator_version
"""

Since = Mapping[UUID, int]  # streams, each with the version after which it is wanted


class Beginning(NamedTuple):
    """Under which key somebody begins: its mark, and the key itself, as version 0.1 kept it."""

    actor: str
    mark: str
    key: str


async def beginnings(pool: Connections, asked: Sequence[Beginning]) -> Sequence[asyncpg.Record]:
    """For each the head's position, and what is recorded under the key (input hash, answer, position)."""
    return await pool.fetch(BEGINNINGS, *map(list, zip(*asked, strict=True)))


async def few_streams(pool: Connections, asked: Sequence[Since]) -> list[list[asyncpg.Record]]:
    """For each the rows of its streams, one stream after the other, in version order."""
    earliest: dict[UUID, int] = {}
    for wanted in asked:
        for stream, version in wanted.items():
            earliest[stream] = min(version, earliest.get(stream, version))
    found: defaultdict[UUID, list[asyncpg.Record]] = defaultdict(list)
    for row in await pool.fetch(STREAMS, list(earliest), list(earliest.values())):
        found[row[0]].append(row)
    return [
        [row for stream, version in wanted.items() for row in found.get(stream, ()) if row[1] > version]
        for wanted in asked
    ]
