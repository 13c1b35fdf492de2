"""Times that can be compared: the contestants take turns, and each one's best round counts."""

from __future__ import annotations

import gc
from collections.abc import Awaitable, Callable
from time import perf_counter

Contestant = Callable[[int], Awaitable[object]]


async def best(rounds: int, *contestants: Contestant) -> list[float]:
    """Seconds of each contestant's best round. Each is told the number of the round."""
    fastest = [float("inf")] * len(contestants)
    for number in range(rounds):
        for place, contestant in enumerate(contestants):
            fastest[place] = min(fastest[place], await _seconds(contestant, number))
    return fastest


async def _seconds(contestant: Contestant, number: int) -> float:
    gc.collect()
    began = perf_counter()
    await contestant(number)
    return perf_counter() - began
