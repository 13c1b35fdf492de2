"""The stored name of every command and the hash of its input: kept with its key and in its events, for ever."""

from __future__ import annotations

import json
import re
from typing import Any

import asyncpg
import msgspec
import pytest

from domain.command import COMMANDS, Command
from domain.handlers import perform
from domain.ledger.perform import fingerprint
from domain.ledger.postgres.ledger import Ledger
from domain.ledger.privacy import Seals
from domain.registry.open_school import OpenSchool, SchoolAnswer
from tests.domain.ledger.commands import COMMANDS as SAMPLES
from tests.domain.ledger.golden import FOLDER
from tests.domain.ledger.process import open_one
from tests.support.people import PROVINCE, holder

ANSWERS: dict[str, list[str]] = json.loads((FOLDER / "answers.json").read_text("utf-8"))
GOLDEN = json.loads((FOLDER / "commands.json").read_text("utf-8"))
SEALS = Seals("s" * 32, PROVINCE)

# What version 0.1 kept for the sample: it stored the school's name as the command's.
FINGERPRINT_BY_SCHOOL_NAME = "75f1e68d6c1a279fab76d3d26649aae8c532b7f927b04c8761f5138eeac34b04"


def test_every_command_has_a_golden_fingerprint() -> None:
    assert set(COMMANDS) == set(GOLDEN) == {sample.STORED_NAME for sample in SAMPLES}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.STORED_NAME)
def test_a_command_is_hashed_as_it_ever_was(sample: Command[Any]) -> None:
    golden = GOLDEN[sample.STORED_NAME]
    assert msgspec.json.encode(sample, order="deterministic", enc_hook=str).decode() == golden["body"]
    assert fingerprint(SEALS, sample).hex() == golden["fingerprint"]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.STORED_NAME)
def test_the_sample_gives_every_field_a_value_of_its_own(sample: Command[Any]) -> None:
    given = msgspec.structs.asdict(sample)
    usual = {field.name: field.default for field in msgspec.structs.fields(sample)}
    assert [name for name, value in given.items() if value in (usual[name], None)] == []


@pytest.mark.parametrize(
    ("name", "kept"), [(name, answer) for name, answers in ANSWERS.items() for answer in answers]
)
def test_an_answer_that_an_earlier_version_kept_is_read_and_kept_as_it_was(name: str, kept: str) -> None:
    answer = msgspec.json.decode(kept, type=COMMANDS[name].ANSWER)
    assert msgspec.json.encode(answer).decode() == kept


def test_every_command_has_a_golden_answer() -> None:
    assert set(ANSWERS) == set(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_no_field_of_a_command_hides_what_every_command_has(name: str) -> None:
    assert re.fullmatch(r"[A-Z][A-Za-z]+", name)
    inherited = {attribute for attribute in dir(Command) if not attribute.startswith("__")}
    own = set(COMMANDS[name].__struct_fields__) - set(Command.__struct_fields__)
    assert own & inherited == set()


async def test_a_school_is_opened_under_the_name_of_the_command(ledger: Ledger) -> None:
    sample = SAMPLES[0]
    assert isinstance(sample, OpenSchool)
    by = holder("REGISTRY_AUTHORITY")
    await perform(ledger, by, sample)
    ((event,),) = [events async for events in ledger.streams(await ledger.pool.fetchval(STREAMS))]
    assert event.command == f"OpenSchool:{ledger.seals.mark(by.identity, sample.idempotency_key)}"


STREAMS = "SELECT array_agg(originator_id) FROM ledger_events"


async def test_a_school_opened_by_version_0_1_is_answered_again_under_its_key(
    ledger: Ledger, owner: asyncpg.Connection
) -> None:
    """That version hashed the school's name where the command's belongs."""
    sample = SAMPLES[0]
    assert isinstance(sample, OpenSchool)
    assert fingerprint(ledger.seals, sample, name=sample.name).hex() == FINGERPRINT_BY_SCHOOL_NAME
    by = holder("REGISTRY_AUTHORITY")
    await open_one(ledger, 1)
    await owner.execute(
        "SET session_replication_role = replica"
    )  # as that version wrote, and no trigger was there
    await owner.execute(
        "INSERT INTO command (actor, key, input_hash, answer, position) VALUES ($1, $2, $3, $4, 1)",
        by.name,
        sample.idempotency_key,
        bytes.fromhex(FINGERPRINT_BY_SCHOOL_NAME),
        b'{"school":"3637000001"}',
    )
    done = await perform(ledger, by, sample)
    assert (done.answer, done.position) == (SchoolAnswer(school="3637000001"), 1)
