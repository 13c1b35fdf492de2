"""The golden files: what the ledger stored once, and must be able to read for ever.

``python -m tests.domain.ledger.golden`` tells a history that holds every kind of event, and writes a file for each
that has none yet. A file that is there is never written again.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from eventsourcing.persistence import StoredEvent

from domain.catalogue import EVENTS
from domain.event import Event
from domain.ledger.codec import Codec
from domain.ledger.session import rebuild
from domain.registry.stop_enrolment import StopEnrolment
from tests.support.memory import MemoryLog, at_once, memory_log
from tests.support.people import holder, new_student
from tests.support.story import OTHER_SCHOOL, Story, payment_of

FOLDER = Path(__file__).parent / "golden"
HISTORY, AGGREGATES = FOLDER / "history.jsonl", FOLDER / "aggregates.json"
CODEC = Codec(EVENTS)
POSITION = 7  # of every sample


class Sample(NamedTuple):
    """One stored row."""

    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes

    @property
    def row(self) -> tuple[UUID, int, str, bytes, int]:
        return (*self, POSITION)


def path_of(topic: str) -> Path:
    return FOLDER / f"{topic}.json"


def history() -> list[Event]:
    """The golden history: the events of every row, in order."""
    rows = map(json.loads, HISTORY.read_text("utf-8").splitlines())
    return [
        CODEC.decode((UUID(row[0]), row[1], row[2], row[3].encode(), place))
        for place, row in enumerate(rows, 1)
    ]


def aggregates(events: list[Event]) -> dict[str, Any]:
    """What each stream of a history makes, as plain values."""
    streams: dict[UUID, list[Event]] = {}
    for event in events:
        streams.setdefault(event.originator_id, []).append(event)
    return {str(stream): _plain(rebuild(found)) for stream, found in streams.items()}


def _plain(aggregate: Any) -> Any:
    state = {name: _keyed(value) for name, value in vars(aggregate).items() if not name.startswith("_")}
    return json.loads(
        msgspec.json.encode({"stream": aggregate.STREAM, "version": aggregate.version, **state})
    )


def _keyed(value: Any) -> Any:
    """Pairs can't be keys in JSON."""
    return {str(key): part for key, part in value.items()} if isinstance(value, dict) else value


def read(topic: str) -> Sample:
    kept = json.loads(path_of(topic).read_text("utf-8"))
    state = json.dumps(kept["state"], ensure_ascii=False, separators=(",", ":")).encode()
    return Sample(UUID(kept["originator_id"]), kept["originator_version"], kept["topic"], state)


def write(stored: StoredEvent) -> None:
    kept: dict[str, Any] = {
        "topic": stored.topic,
        "originator_id": str(stored.originator_id),
        "originator_version": stored.originator_version,
        "state": json.loads(stored.state),
    }
    path_of(stored.topic).write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n", "utf-8")


async def everything(story: Story) -> None:
    """A history that holds every kind of event."""
    await story.school()
    await story.school(OTHER_SCHOOL)
    leaver, mover, *_ = await story.students(4, bank_card="6228480402564890018", class_name="一班")
    await _held(story)
    await story.hardship(mover)
    await story.roster()
    await story.allocation()
    run = await story.run()
    await story.bank(run, enrolments=[leaver, mover])
    rest = [enrolment for enrolment in _enrolments(run) if enrolment not in (leaver, mover)]
    await story.bank(run, "FAILED", rest[:1])
    await story.bank(run, "RETURNED", rest[1:])
    await story.bank(await story.run())
    await story.change(leaver, "WITHDRAW", "2015-09-01")
    await story.recovery(payment_of(leaver), 200_00)
    await story.change(mover, "TRANSFER", "2016-03-10", to_school_code=OTHER_SCHOOL)
    await story.closed()
    await story.refund(100_00)
    await _returned_roster(story)
    stop = {"school_code": OTHER_SCHOOL, "reason": "黄牌", "effective_on": date(2016, 4, 12)}
    await story.act(holder("REGISTRY_AUTHORITY"), StopEnrolment, **stop)


async def _held(story: Story) -> None:
    """Registered at two schools; the one that is approved second is held."""
    twice = [new_student(900)]
    first = await story.registered(twice)
    second = await story.registered(twice, OTHER_SCHOOL)
    await story.approved(first)
    await story.approved(second, OTHER_SCHOOL)


async def _returned_roster(story: Story) -> None:
    roster = await story.roster_draft(OTHER_SCHOOL, term="2016-SPRING")
    await story.roster_submitted(roster, OTHER_SCHOOL, "2016-SPRING")
    await story.roster_reviewed(roster, "REJECT")
    await story.roster_draft(OTHER_SCHOOL, term="2016-SPRING")


def _enrolments(run: Any) -> list[str]:
    return [f"{line[0]}.{line[1]}" for line in run.lines]


def told(log: MemoryLog) -> list[StoredEvent]:
    """The rows of a log in which everything has happened."""
    at_once(everything(Story(log)))
    return log.rows


def main() -> None:
    rows = told(memory_log())
    for stored in rows:
        if not path_of(stored.topic).exists():
            write(stored)
            print(f"written: {path_of(stored.topic).name}")
    if not HISTORY.exists():
        lines = [
            [str(row.originator_id), row.originator_version, row.topic, row.state.decode()] for row in rows
        ]
        HISTORY.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
        AGGREGATES.write_text(json.dumps(aggregates(history()), ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
