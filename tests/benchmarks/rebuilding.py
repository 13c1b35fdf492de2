"""Every projection folded anew from a long history, in a process of its own as ``aid-ledger rebuild all`` is."""

from __future__ import annotations

import asyncio
import json
import sys
from time import perf_counter
from typing import Any

import psutil

from domain.catalogue import EVENTS
from domain.ledger.postgres.ledger import open_ledger
from projections.all import all_projections
from projections.engine.checkpoints import prepare
from projections.engine.rebuild import rebuild_all
from tests.benchmarks import long_history
from tests.benchmarks.line import Figure, Line, Measured
from tests.benchmarks.place import SECRET, Place
from tests.support.people import POLICY, PROVINCE

QUARTERS = (0.25, 0.5, 0.75, 1.0)


async def measure(place: Place, _quick: bool) -> Measured:
    events = await place.ledger.position()
    async with place.ledger.pool.acquire() as connection:
        await prepare(connection, all_projections(POLICY))
        await connection.execute("UPDATE checkpoint SET version = 0")  # so that nobody folds the old tables
    await place.come_to_rest()
    told = await _in_its_own_process(place.dsn)
    memory = ", ".join(f"{size / 1e6:.0f}" for size in told["memory"])
    how = f"{events:,} events in {told['seconds']:.1f} s; memory after each quarter of the log {memory} MB"
    return Measured({"": Figure(events / told["seconds"])}, how)


async def _in_its_own_process(dsn: str) -> Any:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, dsn, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    return json.loads(told)


async def _rebuild(dsn: str) -> dict[str, Any]:
    me = psutil.Process()
    memory: list[int] = []

    def progress(done: int, whole: int) -> None:
        while len(memory) < len(QUARTERS) and done >= QUARTERS[len(memory)] * whole:
            memory.append(me.memory_info().rss)

    async with open_ledger(dsn, PROVINCE, SECRET, EVENTS) as ledger:
        began = perf_counter()
        differing = await rebuild_all(dsn, ledger, all_projections(POLICY), progress)
        assert not differing
        return {"seconds": perf_counter() - began, "memory": memory}


LINE = Line(
    name="rebuild",
    what="Rebuild of all projections",
    size="2,400 students a year in 12 schools, ten school years",
    bound=30_000,
    unit=" events/s",
    measure=measure,
    written=long_history.ten_years,
    note=(
        "Indexes and the switch included; the tables replaced are those of an older version, as after an upgrade."
        " Python decodes about 119,000 events/s and the aid fold alone does about 34,000: they share one core,"
        " PostgreSQL's writing and indexing the other"
    ),
)

if __name__ == "__main__":
    print(json.dumps(asyncio.run(_rebuild(sys.argv[1]))))
