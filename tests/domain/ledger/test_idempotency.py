"""One key, one effect, one answer: whoever retries, from wherever, however the first try ended."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest
from msgspec import structs

from domain.handlers import perform
from domain.ledger.perform import Done, fingerprint
from domain.ledger.postgres.ledger import Ledger
from domain.mandate import Mandate
from domain.refusal import Refusal
from domain.registry.open_school import SchoolAnswer
from domain.registry.register_students import RegisterStudents, register_students
from tests.domain.ledger import process
from tests.domain.ledger.process import open_one
from tests.domain.ledger.racing import Contender, race
from tests.support.people import holder, new_student
from tests.support.story import SCHOOL, Story

ANSWER = {"school": "3637000001"}


async def test_sixteen_at_once_have_one_effect_and_sixteen_equal_answers(ledger: Ledger) -> None:
    answers = await asyncio.gather(*(open_one(ledger, 1) for _ in range(16)))
    assert answers == [Done(SchoolAnswer(**ANSWER), 1)] * 16
    assert await ledger.position() == 1


async def test_also_when_they_come_through_two_processes(dsn: str, ledger: Ledger) -> None:
    twins = await asyncio.gather(*(process.start(process.twins, dsn, 8) for _ in range(2)))
    for twin in twins:
        assert await process.told(twin, 1) == ["ready"]
    for twin in twins:
        assert twin.stdin is not None
        twin.stdin.write(b"go\n")
    said = await asyncio.gather(*map(process.told, twins))
    assert [*said[0], *said[1]] == [[ANSWER, 1]] * 16
    assert await asyncio.gather(*(twin.wait() for twin in twins)) == [0, 0]
    assert await ledger.position() == 1


async def test_twins_that_both_decided_before_either_appended_get_one_answer(
    ledger: Ledger, other: Ledger, story: Story
) -> None:
    await story.school()
    command = RegisterStudents(
        idempotency_key="k", school_code=SCHOOL, students=[new_student(n) for n in range(20)]
    )
    twins = [Contender(each, holder("REGISTRAR"), register_students, command) for each in (ledger, other)]
    won, lost = await race(*twins)
    assert lost == []
    assert won[0] == won[1]
    assert await ledger.position() == 1 + 2 * 20


@pytest.mark.parametrize("changed", [{"number": 2}, {"number": 1, "code": "3637000009"}])
async def test_the_same_key_with_another_input_is_refused(ledger: Ledger, changed: dict[str, Any]) -> None:
    await open_one(ledger, 1, key="k")
    with pytest.raises(Refusal, match="IDEMPOTENCY_KEY_REUSED"):
        await open_one(ledger, key="k", **changed)
    assert await ledger.position() == 1


async def test_the_same_key_for_two_inputs_at_once_serves_one_and_refuses_the_other(
    ledger: Ledger, other: Ledger
) -> None:
    outcomes = await asyncio.gather(
        open_one(ledger, 1, key="k"), open_one(other, 2, key="k"), return_exceptions=True
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    assert [refusal.code for refusal in refused] == ["IDEMPOTENCY_KEY_REUSED"]
    assert await ledger.position() == 1


async def test_the_same_key_for_another_command_is_refused(ledger: Ledger) -> None:
    await open_one(ledger, 1, key="k")
    with pytest.raises(Refusal, match="IDEMPOTENCY_KEY_REUSED"):
        await register_one(ledger, holder("REGISTRY_AUTHORITY"), "k")


async def test_the_same_key_of_another_person_is_another_key(ledger: Ledger) -> None:
    await open_one(ledger, 1, key="k")
    await register_one(ledger, holder("REGISTRAR"), "k")
    assert await ledger.position() == 3


async def test_a_key_that_names_somebody_is_kept_nowhere(ledger: Ledger) -> None:
    key = "登记 欧阳𬱖 371525200001010014"
    await open_one(ledger, 1, key=key)
    kept = await ledger.pool.fetchrow(
        "SELECT command.key, convert_from(state, 'UTF8') AS state FROM command, ledger_events"
    )
    mark = ledger.seals.mark(holder("REGISTRY_AUTHORITY").identity, key)
    assert kept["key"] == mark
    assert f'"command":"OpenSchool:{mark}"' in kept["state"]
    assert "欧阳" not in str(kept)
    assert mark != ledger.seals.mark("another", key), "nobody can tell that two of one key are alike"


async def test_a_server_of_version_0_1_writes_nothing_any_more(ledger: Ledger) -> None:
    """It would not know the keys of this version: a request sent to one and retried at the other was done twice."""
    with pytest.raises(asyncpg.AdminShutdownError, match="earlier version"):
        await ledger.pool.execute("INSERT INTO command VALUES ('a', 'k', '', '', 1)")


async def test_a_key_that_version_0_1_kept_in_clear_is_still_known(
    ledger: Ledger, owner: asyncpg.Connection
) -> None:
    by = holder("REGISTRAR")
    command = RegisterStudents(idempotency_key="k", school_code=SCHOOL, students=[new_student(1)])
    await open_one(ledger, 1)
    await owner.execute(
        "SET session_replication_role = replica"
    )  # as that version wrote, and no trigger was there
    await owner.execute(
        "INSERT INTO command (actor, key, input_hash, answer, position) VALUES ($1, 'k', $2, $3, 1)",
        by.name,
        fingerprint(ledger.seals, command),
        b'{"results":[{"enrolment":"x.1","errors":[]}]}',
    )
    done = await perform(ledger, by, command)
    assert ([line.enrolment for line in done.answer.results], done.position) == (["x.1"], 1)
    with pytest.raises(Refusal, match="IDEMPOTENCY_KEY_REUSED"):
        await perform(ledger, by, structs.replace(command, students=[new_student(2)]))
    await open_one(ledger, 2, key="k")  # somebody else's is another key
    assert await ledger.position() == 2


async def test_a_refusal_takes_no_key(ledger: Ledger) -> None:
    with pytest.raises(Refusal, match="INVALID_SCHOOL_CODE"):
        await open_one(ledger, 1, key="k", code="12")
    assert await open_one(ledger, 1, key="k") == Done(SchoolAnswer(**ANSWER), 1)


@pytest.mark.parametrize("key", ["", "x" * 201, "a\nb"])
async def test_a_key_is_1_to_200_printable_characters(ledger: Ledger, key: str) -> None:
    with pytest.raises(Refusal, match="INVALID_INPUT"):
        await register_one(ledger, holder("REGISTRAR"), key)


async def register_one(ledger: Ledger, by: Mandate, key: str) -> Done[Any]:
    command = RegisterStudents(idempotency_key=key, school_code=SCHOOL, students=[new_student(1)])
    return await perform(ledger, by, command)


async def test_who_gave_up_while_it_was_being_written_learns_the_true_outcome_by_the_same_key(
    ledger: Ledger, other: Ledger
) -> None:
    async with other.pool.acquire() as connection:
        busy = connection.transaction()
        await busy.start()
        await connection.execute("UPDATE head SET position = position")  # nobody can append now
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(open_one(ledger, 1), 0.1)
        retry = asyncio.create_task(open_one(ledger, 1))
        await asyncio.sleep(0.05)
        await busy.commit()
    assert await retry == await open_one(other, 1) == Done(SchoolAnswer(**ANSWER), 1)
    assert await ledger.position() == 1


async def test_a_cancelled_caller_stops_no_append(ledger: Ledger, other: Ledger) -> None:
    async with other.pool.acquire() as connection, connection.transaction():
        await connection.execute("UPDATE head SET position = position")
        caller = asyncio.create_task(open_one(ledger, 1))
        await asyncio.sleep(0.1)
        caller.cancel()
        with pytest.raises(asyncio.CancelledError):
            await caller
    await ledger.appender.close()
    assert await ledger.position() == 1
    assert await open_one(other, 1) == Done(SchoolAnswer(**ANSWER), 1)


async def test_a_connection_lost_while_appending_leaves_the_truth_to_the_key(
    ledger: Ledger, other: Ledger
) -> None:
    async with other.pool.acquire() as connection, connection.transaction():
        await connection.execute("UPDATE head SET position = position")
        caller = asyncio.create_task(open_one(ledger, 1))
        await asyncio.sleep(0.1)
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            " AND datname = current_database()"
        )
    outcome = await asyncio.gather(caller, return_exceptions=True)
    answer = await open_one(ledger, 1)
    assert answer == Done(SchoolAnswer(**ANSWER), 1)
    assert outcome[0] == answer or isinstance(outcome[0], Exception)
    assert await ledger.position() == 1
