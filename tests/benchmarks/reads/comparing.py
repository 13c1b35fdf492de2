"""The product and another server in turns: requests a second, and the server's own CPU a request."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import orjson

from tests.benchmarks.line import Measured
from tests.benchmarks.reads.asking import CONNECTIONS, Contestant
from tests.benchmarks.reads.questions import Question, Variables
from tests.benchmarks.serving import Running, token_of
from tests.benchmarks.timing import times
from tests.support.people import holder
from tests.support.story import COUNTY

SIZE = f"10,000 payments of 50 schools, {CONNECTIONS} connections, other variables in each request"
BY = holder("AID_AUTHORITY", COUNTY)
ROUNDS, SECONDS = 5, 1.0


def product(server: Running, question: Question, variables: Sequence[Variables]) -> Contestant:
    text = question.text()
    bodies = [orjson.dumps({"query": text, "variables": each}) for each in variables]
    return Contestant(server, bodies, "/graphql", token_of(BY))


async def compared(ours: Contestant, theirs: Contestant, name: str, quick: bool) -> Measured:
    """Turn and turn about."""
    rounds, seconds = (1, 0.1) if quick else (ROUNDS, SECONDS)
    for _ in range(1 + rounds):
        for contestant in (ours, theirs):
            await contestant.ask(seconds)
    for contestant in (ours, theirs):
        contestant.forget_the_first()
    figures = {
        "requests/s": times(theirs.seconds, ours.seconds),
        "CPU": times(theirs.cpu, ours.cpu),
    }
    return Measured(figures, f"{_told(ours)}; {name} {_told(theirs)}")


def _told(contestant: Contestant) -> str:
    rate, cpu = 1 / min(contestant.seconds), min(contestant.cpu) * 1e6
    return f"{rate:,.0f} requests/s at {cpu:,.0f} µs of the server's CPU, the client {median(contestant.busy):.0%} busy"
