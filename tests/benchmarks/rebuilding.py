"""Every projection folded anew from a long history, in a process of its own as ``aid-ledger rebuild all`` is."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import psutil

from domain.catalogue import EVENTS
from domain.ledger.postgres.ledger import Ledger, open_ledger
from projections.all import all_projections
from projections.engine.checkpoints import prepare
from projections.engine.feed import Feed, page_after
from projections.engine.rebuild import PAGE, rebuild_all
from tests.benchmarks import long_history
from tests.benchmarks.line import Figure, Line, Measured
from tests.benchmarks.place import SECRET, Place
from tests.support.people import POLICY, PROVINCE

QUARTERS = (0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Told:
    """What the process tells. decoding: seconds that reading and decoding the same events took it. memory: bytes after
    each quarter of the log.
    """

    events: int
    decoding: float
    seconds: float
    memory: Sequence[int]


_told: dict[str, Told] = {}  # by database: both lines are about one rebuild


async def speed(place: Place, _quick: bool) -> Measured:
    told = await _rebuilt(place)
    how = (
        f"{told.events:,} events rebuilt in {told.seconds:.1f} s, {told.events / told.seconds:,.0f} a second; read and"
        f" decoded in {told.decoding:.1f} s"
    )
    return Measured({"": Figure(told.decoding / told.seconds)}, how)


async def memory(place: Place, _quick: bool) -> Measured:
    told = await _rebuilt(place)
    first, *_, last = told.memory
    sizes = ", ".join(f"{size / 1e6:.0f}" for size in told.memory)
    return Measured({"": Figure(last / first)}, f"{sizes} MB after each quarter of {told.events:,} events")


async def _rebuilt(place: Place) -> Told:
    if place.dsn not in _told:
        async with place.ledger.pool.acquire() as connection:
            await prepare(connection, all_projections(POLICY))
            await connection.execute(
                "UPDATE checkpoint SET version = 0"
            )  # so that nobody folds the old tables
        await place.come_to_rest()
        _told[place.dsn] = Told(**await _in_its_own_process(place.dsn))
    return _told[place.dsn]


async def _in_its_own_process(dsn: str) -> Any:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, dsn, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    return json.loads(told)


async def _rebuild(dsn: str) -> dict[str, Any]:
    me = psutil.Process()
    sizes: list[int] = []

    def progress(done: int, whole: int) -> None:
        while len(sizes) < len(QUARTERS) and done >= QUARTERS[len(sizes)] * whole:
            sizes.append(me.memory_info().rss)

    async with open_ledger(dsn, PROVINCE, SECRET, EVENTS) as ledger:
        decoding = await _decoded(ledger)
        began = perf_counter()
        differing = await rebuild_all(dsn, ledger, all_projections(POLICY), progress)
        assert not differing
        seconds, events = perf_counter() - began, await ledger.position()
        return {"events": events, "decoding": decoding, "seconds": seconds, "memory": sizes}


async def _decoded(ledger: Ledger) -> float:
    """Seconds that it takes to read and decode the whole log, page by page as a rebuild does."""
    began, position, head = perf_counter(), 0, await ledger.position()
    feed = Feed(ledger, PAGE, remembered=1)
    while position < head:
        position = (await page_after(feed, position, head))[-1].event.position
    return perf_counter() - began


WRITTEN = "2,400 students a year in 12 schools, ten school years"

LINES = (
    Line(
        name="rebuild",
        what="Rebuild of all projections, against reading and decoding the same events",
        size=WRITTEN,
        bound=0.15,
        unit="",
        measure=speed,
        written=long_history.ten_years,
        note="Indexes and the switch included; the tables replaced are those of an older version, as after an upgrade."
        " Python folds on one core, PostgreSQL writes and indexes on the other",
    ),
    Line(
        name="rebuild-memory",
        short="a page has a limit in bytes, and what it becomes in memory differs with what it holds",
        what="Memory of a rebuild at its end, against the first quarter of the log",
        size=WRITTEN,
        bound=1.1,
        unit="×",
        measure=memory,
        written=long_history.ten_years,
        at_most=True,
    ),
)

if __name__ == "__main__":
    print(json.dumps(asyncio.run(_rebuild(sys.argv[1]))))
