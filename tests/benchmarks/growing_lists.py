"""Every list of a ledger with ten school years, and of one with a year and a half: no past makes a page slower."""

from __future__ import annotations

from time import perf_counter

from domain.ledger.postgres.connections import Connections
from projections.all import all_projections
from projections.engine.checkpoints import prepare, reached
from projections.engine.rebuild import rebuild_all
from tests.benchmarks import long_history
from tests.benchmarks.line import Figure, Line, Measured
from tests.benchmarks.place import Place, empty_ledger
from tests.benchmarks.timing import times
from tests.support.people import POLICY
from tests.support.questions import Ask, questions

ROUNDS = 30
TOLD = 5
ROUND_TRIP = 100e-6  # seconds that may be a matter of which core answers, not of the ledger


async def measure(place: Place, quick: bool) -> Measured:
    async with empty_ledger() as young:
        await long_history.ten_years(young, quick, terms=3)
        for each in (young, place):
            await _folded(each)
            await each.come_to_rest()
        pairs = [*zip(await questions(young.ledger), await questions(place.ledger), strict=True)]
        pools = (young.ledger.pool, place.ledger.pool)
        taken: dict[str, list[list[float]]] = {name: [[], []] for (name, _), _ in pairs}
        for _ in range(ROUNDS):  # of all: what disturbs some milliseconds must not spoil one question
            for (name, ask), (_, same) in pairs:
                for mine, seconds in zip(taken[name], await _asked(pools, (ask, same)), strict=True):
                    mine.append(seconds)
        sizes = [await each.ledger.position() for each in (young, place)]
    figures = {name: times(old, new) for name, (new, old) in taken.items()}
    worst = sorted(figures, key=lambda name: -figures[name].best)
    told = ", ".join(f"{name} {figures[name].best:.2f}" for name in worst[:TOLD])
    slowest = max(taken, key=lambda name: min(taken[name][1]))
    beside = (
        f"{len(taken)} questions at {sizes[0]:,} and at {sizes[1]:,} events; grown most: {told}; the slowest of all:"
        f" {slowest}, {min(taken[slowest][1]) * 1e3:.1f} ms"
    )
    medians = [figure.median or 0 for figure in figures.values()]
    return Measured({"": Figure(figures[worst[0]].best, max(medians))}, beside)


async def _folded(place: Place) -> None:
    """As the rebuild's own line leaves its ledger."""
    projections = all_projections(POLICY)
    async with place.ledger.pool.acquire() as connection:
        await prepare(connection, projections)
        if await reached(connection) == await place.ledger.position():
            return
    assert not await rebuild_all(place.dsn, place.ledger, projections, lambda *_: None)


async def _asked(pools: tuple[Connections, Connections], asks: tuple[Ask, Ask]) -> tuple[float, float]:
    """Seconds of the young ledger and of the old one. Where the old one's answer is longer, as the trial balance of
    more terms, it is compared row by row.
    """
    seconds, rows = [], []
    for pool, ask in zip(pools, asks, strict=True):
        began = perf_counter()
        answer = await ask(pool)
        seconds.append(max(ROUND_TRIP, perf_counter() - began))
        rows.append(max(1, len(answer)) if isinstance(answer, list) else 1)
    young, old = seconds
    return young, old * min(1, rows[0] / rows[1])


LINE = Line(
    name="growing-lists",
    short="all of them take a few milliseconds at most",
    what="Each list of a ledger ten times as long against the same list: the one that grows most",
    size="2,400 students a year in 12 schools, ten school years; the same province after a year and a half",
    bound=2,
    unit="×",
    measure=measure,
    written=long_history.ten_years,
    at_most=True,
    note="A page of 50 by the queries themselves, as the province, a county and a school see it, now, at the end of"
    " the first term, and"
    " before the first row",
)
