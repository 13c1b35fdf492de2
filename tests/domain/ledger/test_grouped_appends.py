"""Decisions that arrive together share a transaction, and each has its own fate."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from uuid import UUID, uuid4

import asyncpg
import pytest

from domain.ledger.log import AlreadyAnswered, LedgerUnavailable, Moved, Proposal
from domain.ledger.postgres.ledger import Ledger
from tests.domain.ledger.decisions import decision, event

KEY = "0" * 32


async def submit(ledger: Ledger, decisions: Iterable[Proposal]) -> list[int | BaseException]:
    """All at once; the fate of each."""
    return await asyncio.gather(*map(ledger.appender.submit, decisions), return_exceptions=True)


def failed(fates: Iterable[int | BaseException]) -> dict[int, type[BaseException]]:
    return {index: type(fate) for index, fate in enumerate(fates) if isinstance(fate, BaseException)}


async def transactions(ledger: Ledger) -> int:
    """How many transactions wrote the log."""
    count: int = await ledger.pool.fetchval("SELECT count(DISTINCT xmin::text) FROM ledger_events")
    return count


async def test_of_64_at_once_exactly_the_conflicting_fail_and_one_transaction_takes_the_rest(
    ledger: Ledger,
) -> None:
    grown, calm = uuid4(), uuid4()
    head = await ledger.appender.submit(decision(0, grown, calm))
    contested = [uuid4() for _ in range(8)]
    fine = [decision(head, uuid4(), watched=frozenset({calm})) for _ in range(32)]
    first = [decision(head, stream) for stream in contested]
    second = [decision(head, stream) for stream in contested]  # the same streams again
    late = [
        decision(0, uuid4(), watched=frozenset({grown})) for _ in range(8)
    ]  # evidence older than its growth
    beside = [
        decision(head, uuid4(), watched=frozenset({stream})) for stream in contested
    ]  # grows in this group
    fates = await submit(ledger, [*fine, *first, *second, *late, *beside])
    assert failed(fates) == dict.fromkeys(range(40, 64), Moved)
    positions = [fate for fate in fates if isinstance(fate, int)]
    assert positions == list(range(head + 1, head + 41))  # in the order of their coming
    assert (
        await ledger.position()
        == await ledger.pool.fetchval("SELECT count(*) FROM ledger_events")
        == head + 40
    )
    assert await transactions(ledger) == 2


async def test_one_that_failed_leaves_nothing_behind(ledger: Ledger) -> None:
    stream, person = uuid4(), uuid4()
    loser = decision(
        0, stream, tags=[("tag", stream)], keys=[(person, b"key")], actor="a", key=KEY, answer=b"{}"
    )
    fates = await submit(ledger, [decision(0, stream), loser])
    assert failed(fates) == {1: Moved}
    for table in ("tag", "command", "person_key"):
        assert await ledger.pool.fetchval(f"SELECT count(*) FROM {table}") == 0


async def test_who_is_overtaken_learns_which_streams_moved(ledger: Ledger) -> None:
    moved, still = uuid4(), uuid4()
    await ledger.appender.submit(decision(0, moved))
    with pytest.raises(Moved) as overtaken:
        await ledger.appender.submit(decision(0, uuid4(), watched=frozenset({moved, still})))
    assert overtaken.value.streams == {moved}


async def test_evidence_that_did_not_move_since_it_was_read_stops_nothing(ledger: Ledger) -> None:
    stream = uuid4()
    head = await ledger.appender.submit(decision(0, stream))
    await ledger.appender.submit(decision(head, uuid4(), watched=frozenset({stream})))
    assert await ledger.appender.submit(decision(head, stream, version=2)) == head + 2


async def test_a_decision_that_the_database_refuses_sinks_no_other(ledger: Ledger) -> None:
    taken = uuid4()
    head = await ledger.appender.submit(decision(0, taken))
    wrong = decision(head, taken)  # says that it read the stream, and writes version 1 again
    fates = await submit(ledger, [decision(head, uuid4()), wrong, decision(head, uuid4())])
    assert failed(fates) == {1: asyncpg.UniqueViolationError}
    assert await ledger.position() == head + 2


async def test_twins_in_one_group_have_one_effect(ledger: Ledger) -> None:
    stream = uuid4()
    twins = [decision(0, stream, actor="a", key=KEY, input_hash=b"h", answer=b"{}") for _ in range(3)]
    fates = await submit(ledger, twins)
    assert failed(fates) == {1: AlreadyAnswered, 2: AlreadyAnswered}
    assert await ledger.position() == 1


async def test_the_same_key_of_another_actor_is_another_key(ledger: Ledger) -> None:
    fates = await submit(ledger, [decision(0, uuid4(), actor=name, key=KEY, answer=b"{}") for name in "ab"])
    assert failed(fates) == {}


async def test_two_processes_race_for_one_stream_and_one_wins(ledger: Ledger, other: Ledger) -> None:
    for _ in range(10):
        stream: UUID = uuid4()
        read_at = await ledger.position()
        fates = await asyncio.gather(
            ledger.appender.submit(decision(read_at, stream)),
            other.appender.submit(decision(read_at, stream)),
            return_exceptions=True,
        )
        assert [type(fate) for fate in fates if not isinstance(fate, int)] == [Moved]


async def test_more_rows_than_a_statement_takes_are_one_decision_in_one_transaction(ledger: Ledger) -> None:
    stream = uuid4()
    rows = [event(stream, version) for version in range(1, 12_002)]
    assert await ledger.appender.submit(Proposal(0, rows)) == 12_001
    versions = await ledger.pool.fetchval(
        "SELECT count(*) FROM ledger_events WHERE notification_id = originator_version"
    )
    assert (versions, await transactions(ledger)) == (12_001, 1)


async def test_every_event_of_a_decision_has_the_instant_of_its_group_and_instants_never_go_back(
    ledger: Ledger,
) -> None:
    for _ in range(3):
        head = await ledger.position()
        await submit(ledger, [decision(head, uuid4(), uuid4()) for _ in range(3)])
    rows = await ledger.pool.fetch(
        "SELECT recorded_at, count(*) FROM ledger_events GROUP BY 1 ORDER BY min(notification_id)"
    )
    instants = [row[0] for row in rows]
    assert [row[1] for row in rows] == [6, 6, 6]
    assert instants == sorted(instants)


async def test_appends_that_fail_one_after_the_other_count_as_waiting_until_one_succeeds(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise asyncpg.DiskFullError("no space left")

    with monkeypatch.context() as away:
        away.setattr(ledger.recorder, "append", full)
        for _ in range(2):
            with pytest.raises(LedgerUnavailable):
                await ledger.append(decision(0, uuid4()))
            await asyncio.sleep(0.1)
    assert ledger.appender.waiting_seconds >= 0.1
    await ledger.append(decision(0, uuid4()))
    assert ledger.appender.waiting_seconds == 0
