"""The golden file of sealed texts: events of every kind that holds free text about a person, and what opens them.

``python -m tests.domain.ledger.sealed_texts`` writes it where there is none; it is never written again.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from domain.catalogue import EVENTS
from domain.event import Event
from domain.ledger.log import Proposal
from tests.domain.ledger import golden
from tests.support.memory import MemoryLog, at_once
from tests.support.people import POLICY
from tests.support.story import Story

FILE = golden.FOLDER / "sealed_texts.json"
KINDS = sorted(name for name, kind in EVENTS.items() if kind.KIND.texts)


class KeepingKeys(MemoryLog):
    """One that knows how the keys were wrapped."""

    def __init__(self) -> None:
        super().__init__(POLICY)
        self.wrapped: dict[UUID, bytes] = {}

    async def append(self, proposal: Proposal) -> int:
        self.wrapped.update(proposal.keys)
        return await super().append(proposal)


def kept() -> Any:
    return json.loads(FILE.read_text("utf-8"))


def events() -> list[Event]:
    rows = kept()["events"]
    return [
        golden.CODEC.decode((UUID(row[0]), row[1], row[2], json.dumps(row[3]).encode(), golden.POSITION))
        for row in rows
    ]


def main() -> None:
    log = KeepingKeys()
    at_once(golden.everything(Story(log)))
    first = {row.topic: (row, event) for row, event in reversed([*zip(log.rows, log.events, strict=True)])}
    chosen = [first[kind] for kind in KINDS]
    persons = {UUID(str(event.person)) for _, event in chosen}
    rows = [
        [str(row.originator_id), row.originator_version, row.topic, json.loads(row.state)]
        for row, _ in chosen
    ]
    keys = {str(person): log.wrapped[person].hex() for person in persons}
    FILE.write_text(json.dumps({"keys": keys, "events": rows}, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__" and not FILE.exists():
    main()
