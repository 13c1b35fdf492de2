"""What had been recorded by an instant. Between two steps of the clock instants never go back along positions."""

from __future__ import annotations

from datetime import datetime

from domain.ledger.postgres.connections import Connections

# From one step of the clock to the next lies a stretch. Of the newest one that had begun by the instant ($1) the last
# event is found that was recorded by then: by halving, so that no index of instants is needed.
NEWEST_BY = """
WITH RECURSIVE stretch AS (
    SELECT position AS here, until, lead(position, 1, $2) OVER (ORDER BY position) AS last
    FROM (SELECT 0::bigint AS position, '-infinity'::timestamptz AS until
          UNION ALL SELECT position, until FROM clock_step WHERE position < $2) AS step
), halving AS (
    (SELECT here, last FROM stretch WHERE until <= $1 ORDER BY here DESC LIMIT 1)
    UNION ALL
    SELECT CASE WHEN known THEN middle ELSE here END, CASE WHEN known THEN last ELSE middle - 1 END
    FROM halving CROSS JOIN LATERAL (
        SELECT notification_id AS middle, recorded_at <= $1 AS known
        FROM ledger_events WHERE notification_id = (here + last + 1) / 2
    ) AS event
    WHERE here < last
)
SELECT here FROM halving WHERE here = last
"""


async def newest_by(asked: Connections, instant: datetime, last: int) -> int:
    """Of the positions up to ``last``, the newest one recorded at or before an instant; 0 where there is none."""
    found: int = await asked.fetchval(NEWEST_BY, instant, last)
    return found


async def clock_steps(asked: Connections) -> list[int]:
    """The positions after which the clock went back, the newest first."""
    return [row[0] for row in await asked.fetch("SELECT position FROM clock_step ORDER BY position DESC")]
