"""Names, ID numbers and cards lie in the database only under a key of their person, and are gone with it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from domain.ledger.perform import fingerprint
from domain.ledger.postgres.ledger import Ledger
from domain.ledger.privacy import Seals, Unreadable, unseal_known
from domain.registry.open_school import OpenSchool
from domain.registry.register_students import RegisterStudents
from domain.registry.student import Student
from domain.vocabulary import Ownership, Sex
from projections.all import all_projections
from projections.engine.checkpoints import prepare
from projections.engine.digest import digest_at
from projections.engine.follower import Follower
from projections.engine.rebuild import rebuild
from projections.engine.wakeup import Wakeup
from tests.support.people import POLICY, PROVINCE, holder, id_number, new_student
from tests.support.story import SCHOOL, Story, person_of

NAME, CARD, NUMBER = "欧阳𬱖䶮", "6228480402564890018", 300_000
OTHER_NAME, OTHER_CARD = "上官䶮𬱖", "6217990000123450000"
WITHOUT = new_student(2, id_number="", name="司马𬱖", sex=Sex.MALE, birth_date=date(1999, 12, 31))
FOLLOWED = all_projections(POLICY)
PLAIN = {
    "name": NAME,
    "ID number": id_number(NUMBER),
    "card": CARD,
    "another name": OTHER_NAME,
    "another card": OTHER_CARD,
    "name of somebody without an ID number": WITHOUT.name,
    "number that the ledger gave": "37152519991231",
    "temporary number": id_number(NUMBER)[:14],  # division and birth, before four random digits
}


async def paid_student(story: Story) -> str:
    """Somebody of whom everything personal is known, and to whom everything has happened; the enrolment."""
    await story.school()
    lines = [new_student(NUMBER, name=NAME, bank_card=CARD, class_name="一班"), new_student(1)]
    one, _ = await story.registered(lines)
    # A second time, and with other details: the refusals lie in the answer, and somebody new keeps it.
    others = [{"name": OTHER_NAME}, {"bank_card": OTHER_CARD, "class_name": "二班"}]
    again = [*lines[:1], *(new_student(NUMBER, **{"name": NAME} | other) for other in others)]
    await story.registered([*again, WITHOUT])
    await story.approved([one])
    await story.hardship(one)
    await story.roster()
    await story.allocation()
    await story.bank(await story.run())
    await story.change(one, "WITHDRAW", "2015-09-01")
    async with story.ledger.pool.acquire() as connection:
        await prepare(connection, FOLLOWED)
    await Follower(story.ledger, FOLLOWED, Wakeup("", story.ledger.schemas)).catch_up()
    return one


async def tables(owner: asyncpg.Connection) -> list[str]:
    """Every table of the database but PostgreSQL's own."""
    rows = await owner.fetch(
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    )
    return [row[0] for row in rows]


def as_bytes(value: Any) -> Iterator[bytes]:
    """A value as somebody would see it who reads it, whatever its type."""
    if isinstance(value, bytes):
        yield value
    elif isinstance(value, list | tuple):
        for part in value:
            yield from as_bytes(part)
    elif value is not None:
        yield str(value).encode()


async def test_no_table_holds_any_of_it_in_plain_text(story: Story, owner: asyncpg.Connection) -> None:
    await paid_student(story)
    names = await tables(owner)
    assert {
        f"ledger_{PROVINCE}.ledger_events",
        f"read_{PROVINCE}.student",
        f"ledger_{PROVINCE}.command",
    } <= set(names)
    read = b""
    for name in names:
        for row in await owner.fetch(f"SELECT * FROM {name}"):
            read += b"\n".join(as_bytes(tuple(row))) + b"\n"
    assert SCHOOL.encode() in read
    assert "一班".encode() in read
    assert [what for what, text in PLAIN.items() if text.encode() in read] == []


async def test_nor_does_any_file_of_the_database_server(story: Story, owner: asyncpg.Connection) -> None:
    """Tables, indexes, statistics, write-ahead log, server log: as bytes on the disk."""
    await paid_student(story)
    await owner.execute("ANALYZE")
    await owner.execute("CHECKPOINT")
    folder = Path(await owner.fetchval("SHOW data_directory"))
    own = await owner.fetchval("SELECT oid FROM pg_database WHERE datname = current_database()")
    secret = re.compile(b"|".join(re.escape(text.encode()) for text in PLAIN.values()))
    files = [
        path
        for place in (f"base/{own}", "pg_wal", "global", "log")
        for path in [folder / place, *(folder / place).rglob("*")]
        if path.is_file()
    ]
    found, school = await asyncio.to_thread(search, files, secret, SCHOOL.encode())
    assert found == []
    assert school  # what is not secret is found


def search(files: list[Path], secret: re.Pattern[bytes], known: bytes) -> tuple[list[Path], bool]:
    contents = {path: path.read_bytes() for path in files}
    found = [path for path, content in contents.items() if secret.search(content)]
    return found, any(known in content for content in contents.values())


async def read_back(ledger: Ledger, person: UUID) -> list[str | None]:
    """What can be read of a person, in the log and in what was projected from it."""
    student = await Story(ledger).load(Student, person)
    row = await ledger.pool.fetchrow(
        "SELECT name, id_number, sealed, card FROM student JOIN temporary_number ON starts_with(enrolment, id::text)"
        " WHERE id = $1",
        person,
    )
    keys = await ledger.keys_of([person])
    return [unseal_known(keys, person, text) for text in (student.name, student.id_number, *row)]


async def test_with_the_key_all_of_it_can_be_read(story: Story) -> None:
    person = person_of(await paid_student(story))
    name, number, copied_name, copied_number, temporary, card = await read_back(story.ledger, person)
    assert (name, number) == (copied_name, copied_number) == (NAME, id_number(NUMBER))
    assert card == CARD
    assert temporary is not None
    assert re.fullmatch(f"L{PLAIN['temporary number']}[0-9]{{4}}", temporary)


async def test_destroying_the_key_erases_the_person_everywhere_and_changes_no_digest(
    dsn: str, story: Story
) -> None:
    person = person_of(await paid_student(story))
    ledger = story.ledger
    before = [await digest_at(ledger.pool, each) for each in FOLLOWED]
    log = await ledger.page(0, 1_000)
    assert await ledger.pool.execute("DELETE FROM person_key WHERE person = $1", person) == "DELETE 1"
    assert set(await read_back(ledger, person)) == {None}
    assert await ledger.page(0, 1_000) == log
    assert [await digest_at(ledger.pool, each) for each in FOLLOWED] == before
    for projection in FOLLOWED:
        await rebuild(dsn, ledger, projection, lambda *_: None)  # raises DigestsDiffer unless they agree
    assert [await digest_at(ledger.pool, each) for each in FOLLOWED] == before


async def test_another_person_stays_readable(story: Story) -> None:
    gone = person_of(await paid_student(story))
    await story.ledger.pool.execute("DELETE FROM person_key WHERE person = $1", gone)
    other = story.ledger.seals.person(id_number(1))
    assert (await read_back(story.ledger, other))[1] == id_number(1)


async def test_who_was_erased_keeps_events_money_and_place_in_what_happens_next(story: Story) -> None:
    one = await paid_student(story)
    await story.ledger.pool.execute("DELETE FROM person_key WHERE person = $1", person_of(one))
    await story.change(one, "CANCEL", "2015-09-01")
    await Follower(story.ledger, FOLLOWED, Wakeup("", story.ledger.schemas)).catch_up()
    assert await story.ledger.pool.fetchval("SELECT sum(net) FROM payment WHERE known_to > 1000000") == 200_00


async def test_the_number_of_who_was_erased_is_a_newcomers(story: Story) -> None:
    """Nothing that is answered or recorded says that somebody had it before."""
    person = person_of(await paid_student(story))
    await story.ledger.pool.execute("DELETE FROM person_key WHERE person = $1", person)
    before = await story.ledger.position()
    answer = await story.act(
        holder("REGISTRAR", SCHOOL),
        RegisterStudents,
        school_code=SCHOOL,
        students=[new_student(NUMBER, name=OTHER_NAME), new_student(2)],
    )
    again, newcomer = answer.results
    assert (again.errors, again.warnings) == (newcomer.errors, newcomer.warnings) == ([], [])
    assert person_of(str(again.enrolment)) != person
    assert await story.ledger.position() == before + 4
    anew = person_of(str(again.enrolment))
    await Follower(story.ledger, FOLLOWED, Wakeup("", story.ledger.schemas)).catch_up()
    assert (await read_back(story.ledger, anew))[:2] == [OTHER_NAME, id_number(NUMBER)]
    assert set(await read_back(story.ledger, person)) == {None}


async def test_two_of_one_text_are_never_sealed_alike(story: Story, owner: asyncpg.Connection) -> None:
    await story.school()
    await story.registered([new_student(n, name=NAME) for n in (1, 2)])
    rows = await owner.fetch(
        "SELECT convert_from(state, 'UTF8')::jsonb ->> 'name' FROM ledger_events WHERE topic = $1",
        "registry.StudentEntered.v1",
    )
    assert len({row[0] for row in rows}) == 2


async def test_the_hash_of_an_input_cannot_be_tried_out_without_the_secret(ledger: Ledger) -> None:
    command = OpenSchool(
        idempotency_key="k", code="3637000001", name="校", division_code="371525", ownership=Ownership.PUBLIC
    )
    assert fingerprint(ledger.seals, command) == fingerprint(Seals("s" * 32, PROVINCE), command)
    assert fingerprint(ledger.seals, command) != fingerprint(Seals("t" * 32, PROVINCE), command)


@pytest.mark.parametrize("secret", ["t" * 32, "s" * 31])
async def test_without_the_secret_neither_the_person_nor_the_key_is_found(story: Story, secret: str) -> None:
    person = person_of(await paid_student(story))
    stranger = Seals(secret, PROVINCE)
    assert stranger.person(id_number(NUMBER)) != person
    wrapped = await story.ledger.pool.fetchval("SELECT wrapped FROM person_key WHERE person = $1", person)
    with pytest.raises(Unreadable):
        stranger.unwrap(person, wrapped)
