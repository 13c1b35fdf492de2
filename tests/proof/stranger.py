"""A school that has nothing to do with what is being broken, and how long it is kept waiting."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from tests.proof.official import Address, Desk, insist
from tests.proof.truth import Truth

EVERY = 0.1  # seconds between its writes


class Wait(NamedTuple):
    """One write, from its sending to its answer, in seconds of the monotonic clock."""

    since: float
    until: float

    @property
    def seconds(self) -> float:
        return self.until - self.since


@dataclass
class Stranger:
    """Writes through a server that nobody touches."""

    desk: Desk
    server: Address
    truth: Truth
    school: str
    chance: Random
    waits: list[Wait] = field(default_factory=list)

    async def write_on(self) -> None:
        """Until cancelled. A write that is under way then counts as it stands."""
        while True:
            began = time.monotonic()
            try:
                entry = self.truth.begin(self.school)
                await insist(self.desk, [self.server], self.truth, entry, self.chance)
            finally:
                self.waits.append(Wait(began, time.monotonic()))
            await asyncio.sleep(EVERY)

    def longest(self, since: float) -> Wait:
        return max((wait for wait in self.waits if wait.until >= since), key=lambda wait: wait.seconds)
