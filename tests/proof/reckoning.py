"""The end of a storm: what the clients know is held against what the ledger shows to whoever asks it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

from tests.proof.official import TERM, Address, Desk, NotAnswered, insist
from tests.proof.truth import Truth
from tests.support.people import holder
from tests.support.server import token_of

ANSWER_SECONDS = 60  # within which everything must be answered once the storm is over
AUDITOR = token_of(holder("AUDITOR"))
PAGE = """query ($after: Position) { ledger { position }
  events(afterPosition: $after, first: 200) { edges { node { position type data } } } }"""
SUM = """query ($schoolCode: String!, $scheme: Scheme!, $term: Term!) {
  fundAccount(schoolCode: $schoolCode, scheme: $scheme, term: $term) { allocated } }"""


class Recorded(NamedTuple):
    """One event of the log. key: of the entry that it records; empty for any other event."""

    position: int
    key: str


class Reckoning(NamedTuple):
    """lost: acknowledged, and not recorded where it was said. twice: recorded more than once."""

    acknowledged: int
    lost: list[str]
    twice: list[str]


async def reckon(desk: Desk, server: Address, truth: Truth, chance: Random) -> Reckoning:
    """Everything twice: as the storm left it, and once every open entry was sent until it was answered."""
    async with asyncio.timeout(ANSWER_SECONDS):
        before = held_against(truth, await log(desk, server))
        for entry in truth.open:
            await insist(desk, [server], truth, entry, chance)
        recorded = await log(desk, server)
        after = held_against(truth, recorded)
        assert [event.position for event in recorded] == list(range(1, len(recorded) + 1))
        assert await sums(desk, server, truth) == truth.sums()
    return Reckoning(
        after.acknowledged, sorted({*before.lost, *after.lost}), sorted({*before.twice, *after.twice})
    )


async def log(desk: Desk, server: Address) -> list[Recorded]:
    """All of it, by pages, from a server that has caught up."""
    events: list[Recorded] = []
    head = 1
    while len(events) < head:
        after = str(events[-1].position) if events else "0"
        page = await _patiently(desk, server, PAGE, after=after)
        head = int(page["ledger"]["position"])
        events += [_event(edge["node"]) for edge in page["events"]["edges"]]
    return events


async def sums(desk: Desk, server: Address, truth: Truth) -> dict[str, int]:
    """Fen on each school's account."""
    found = {}
    for school in truth.sums():
        account = (await _patiently(desk, server, SUM, schoolCode=school, **TERM))["fundAccount"]
        found[school] = int(account["allocated"].replace(".", ""))
    return found


def held_against(truth: Truth, recorded: Sequence[Recorded]) -> Reckoning:
    """What is acknowledged, against what the log holds."""
    places: dict[str, list[int]] = defaultdict(list)
    for event in recorded:
        if event.key:
            places[event.key].append(event.position)
    assert places.keys() <= truth.entries.keys()
    lost = [entry.key for entry in truth.acknowledged if places[entry.key] != [entry.position]]
    twice = [key for key, found in places.items() if len(found) > 1]
    return Reckoning(len(truth.acknowledged), lost, twice)


def _event(node: dict[str, Any]) -> Recorded:
    key = node["data"]["document"] if node["type"] == "funds.Allocated.v1" else ""
    return Recorded(int(node["position"]), key)


async def _patiently(desk: Desk, server: Address, query: str, **variables: Any) -> Any:
    while True:
        try:
            return await desk.ask(server, AUDITOR, query, **variables)
        except NotAnswered:
            await asyncio.sleep(0.2)
