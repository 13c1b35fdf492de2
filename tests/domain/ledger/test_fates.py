"""Groups of any kind, against a model in plain Python: each proposal's fate, and all that the log holds afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from uuid import UUID, uuid4

import asyncpg
import pytest

from domain.ledger.clock import SteadyClock
from domain.ledger.log import AlreadyAnswered, Moved, Proposal
from domain.ledger.postgres.ledger import Ledger
from domain.ledger.postgres.recorder import Appended, Recorder
from tests.domain.ledger.decisions import event

GROUPS = 40


@dataclass
class Model:
    """What the log must hold. newest: of each stream its version and position. answered: by key."""

    position: int = 0
    newest: dict[UUID, tuple[int, int]] = field(default_factory=dict)
    answered: dict[str, tuple[bytes, bytes, int]] = field(default_factory=dict)
    events: list[tuple[UUID, int, int]] = field(default_factory=list)
    tags: set[tuple[str, UUID]] = field(default_factory=set)
    keys: set[UUID] = field(default_factory=set)

    def fates(self, group: list[Proposal]) -> list[object]:
        before = dict(self.newest)
        return [self._fate(proposal, before) for proposal in group]

    def _fate(self, proposal: Proposal, before: dict[UUID, tuple[int, int]]) -> object:
        if proposal.key in self.answered:
            return self.answered[proposal.key]
        moved = {
            stream for stream in proposal.touched if stream in before and before[stream][1] > proposal.read_at
        }
        if moved:
            return moved
        for each in proposal.events:
            self.position += 1
            stream = each.originator_id
            assert isinstance(stream, UUID)
            self.newest[stream] = (each.originator_version, self.position)
            self.events.append((stream, each.originator_version, self.position))
        self.tags |= set(proposal.tags)
        self.keys |= {person for person, _ in proposal.keys}
        if proposal.key:
            self.answered[proposal.key] = (proposal.input_hash, proposal.answer, self.position)
        return self.position


def some_proposal(chance: Random, model: Model, streams: list[UUID], own_key: str) -> Proposal:
    """On streams that are nobody else's in its group; read long ago or just now; under a new key, a taken one, none."""
    events = []
    for stream in streams[: chance.randrange(3)]:
        version = model.newest.get(stream, (0, 0))[0]
        events += [event(stream, version + 1 + more) for more in range(chance.randrange(1, 3))]
    return Proposal(
        chance.choice([model.position, chance.randint(0, model.position)]),
        events,
        watched=frozenset(streams[2:] if chance.random() < 0.5 else []),
        tags=[(f"tag {chance.randrange(4)}", stream) for stream in streams[: chance.randrange(3)]],
        keys=[(uuid4(), b"wrapped") for _ in range(chance.randrange(2))],
        actor="somebody",
        key=chance.choice([own_key, own_key, "", *[*model.answered][:1]]),
        input_hash=own_key.encode(),
        answer=chance.randbytes(4),
    )


def some_group(chance: Random, model: Model) -> list[Proposal]:
    known = chance.sample([*model.newest], k=min(len(model.newest), 20))
    streams = [*known, *(uuid4() for _ in range(20))]
    chance.shuffle(streams)
    group: list[Proposal] = []
    taken: set[str] = set()
    for place in range(chance.randint(1, 10)):
        proposal = some_proposal(
            chance, model, streams[4 * place : 4 * place + 4], chance.randbytes(16).hex()
        )
        if not proposal.key or proposal.key not in taken:  # no two of a group share a key
            taken.add(proposal.key)
            group.append(proposal)
    return group


def told(fate: Appended) -> object:
    match fate.refused:
        case AlreadyAnswered() as taken:
            return taken.input_hash, taken.answer, taken.position
        case Moved() as moved:
            return set(moved.streams)
    return fate.position


@pytest.mark.parametrize("seed", range(5))
async def test_whatever_a_group_holds_each_has_its_own_fate(
    ledger: Ledger, owner: asyncpg.Connection, seed: int
) -> None:
    chance, model = Random(seed), Model()
    now = await owner.fetchval("SELECT clock_timestamp()")
    recorder = Recorder(ledger.epoch.id, "fates", SteadyClock(now))
    kinds = set()
    for _ in range(GROUPS):
        group = some_group(chance, model)
        fates = [*map(told, await recorder.append(owner, group))]
        assert fates == model.fates(group)
        kinds |= {type(fate) for fate in fates}
        assert await owner.fetchval("SELECT position FROM head") == model.position
    assert kinds == {int, tuple, set}
    rows = await owner.fetch(
        "SELECT originator_id, originator_version, notification_id FROM ledger_events ORDER BY 3"
    )
    assert [tuple(row) for row in rows] == model.events
    assert {tuple(row) for row in await owner.fetch("SELECT tag, originator_id FROM tag")} == model.tags
    assert {row[0] for row in await owner.fetch("SELECT person FROM person_key")} == model.keys
    kept = await owner.fetch("SELECT key, input_hash, answer, position FROM command")
    assert {row[0]: tuple(row)[1:] for row in kept} == model.answered
