"""Costs that can be compared: the contestants take turns, round by round, since the machine is never quite quiet."""

from __future__ import annotations

import gc
from collections.abc import Awaitable, Callable, Sequence
from statistics import median
from time import perf_counter

from tests.benchmarks.line import Figure

Contestant = Callable[[int], Awaitable[object]]


async def in_turns(rounds: int, *contestants: Contestant) -> list[list[float]]:
    """Seconds of each contestant, round by round. Each is told the number of the round."""
    taken: list[list[float]] = [[] for _ in contestants]
    for number in range(rounds):
        for mine, contestant in zip(taken, contestants, strict=True):
            mine.append(await seconds(contestant(number)))
    return taken


async def seconds(work: Awaitable[object]) -> float:
    gc.collect()
    began = perf_counter()
    await work
    return perf_counter() - began


def times(theirs: Sequence[float], ours: Sequence[float]) -> Figure:
    """How many times ours theirs cost."""
    return Figure(
        min(theirs) / min(ours), median(their / our for their, our in zip(theirs, ours, strict=True))
    )
