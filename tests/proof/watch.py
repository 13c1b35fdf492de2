"""Whoever is on call: looks at /readyz and /metrics of every server, and at nothing else."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import httpx

from tests.proof.official import Address
from tests.proof.stranger import Wait

EVERY = 0.5  # seconds between two looks
PATIENCE = 3.0  # seconds for one: a probe that is not answered by then counts as a no
SLACK = 2.0  # seconds by which what tells may come later: the look and the server's own look have their turns

NUMBER = re.compile(r"^(aid_ledger_\w+)(\{[^}]*\})? ([\d.e+]+)$", re.MULTILINE)
WAITING = ("aid_ledger_append_waiting_seconds", "aid_ledger_projection_stalled_seconds")
LONG = 1.0  # seconds from which such a number is somebody's wait and not the way things go


class Look(NamedTuple):
    """One look at one server. ready: what /readyz said. alarm: what /metrics said, higher when somebody waited."""

    at: float
    ready: bool
    alarm: float


@dataclass
class Watch:
    """Remembers every look."""

    client: httpx.AsyncClient
    servers: Sequence[Address]
    looks: list[list[Look]] = field(default_factory=list)

    async def look_on(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for server in self.servers:
                self.looks.append([])
                tasks.create_task(self._look_at(server, self.looks[-1]))

    def told(self, wait: Wait) -> bool:
        """By any of the servers."""
        return told(self.looks, wait)

    async def _look_at(self, server: Address, looks: list[Look]) -> None:
        while True:
            began = time.monotonic()
            ready = (await self._get(server, "readyz")).startswith('{"status":"ready"')
            looks.append(Look(began, ready, alarm(await self._get(server, "metrics"))))
            await asyncio.sleep(EVERY)

    async def _get(self, server: Address, path: str) -> str:
        try:
            return (await self.client.get(f"{server.address}/{path}", timeout=PATIENCE)).text
        except httpx.TransportError:
            return ""


def told(looks: Sequence[Sequence[Look]], wait: Wait) -> bool:
    """Did some server say that it was not ready, and some number show that somebody waited?"""
    seen = [_during(each, wait) for each in looks]
    unready = any(not look.ready for each in seen for look in each)
    return unready and any(look.alarm > each[0].alarm for each in seen for look in each)


def alarm(metrics: str) -> float:
    """Operations longer than a second so far, and whoever waits longer than that just now."""
    return sum(_alarming(name, labels, float(value)) for name, labels, value in NUMBER.findall(metrics))


def _alarming(name: str, labels: str, value: float) -> float:
    if name in WAITING:
        return value if value > LONG else 0
    if name == "aid_ledger_operation_seconds_count":
        return value
    return -value if name == "aid_ledger_operation_seconds_bucket" and 'le="1.0"' in labels else 0


def _during(looks: Sequence[Look], wait: Wait) -> list[Look]:
    """Those of a wait, and the last before it."""
    return [look for look in looks if wait.since - PATIENCE - EVERY <= look.at <= wait.until + SLACK]
