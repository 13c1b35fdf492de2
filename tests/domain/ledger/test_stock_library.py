"""A stock ``eventsourcing`` application, with the library's own recorder and transcoder, reads the ledger's table."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from eventsourcing.application import AggregateNotFoundError, Application

from domain.aid.payment import Payment
from domain.ledger.postgres.ledger import Ledger
from domain.policy.calendar import Month
from domain.registry.school import School, school_id
from domain.registry.student import Student
from tests.support.people import PROVINCE
from tests.support.story import SCHOOL, Story, payment_of, person_of

T = TypeVar("T")


def environment(dsn: str) -> dict[str, str]:
    place = parse_qs(urlsplit(dsn).query)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": urlsplit(dsn).path[1:],
        "POSTGRES_HOST": place["host"][0],
        "POSTGRES_PORT": place["port"][0],
        "POSTGRES_USER": "postgres",
        "POSTGRES_PASSWORD": "unused",
        "POSTGRES_SCHEMA": f"ledger_{PROVINCE}",
        "POSTGRES_POOL_SIZE": "1",
        "CREATE_TABLE": "no",
    }


async def stock(dsn: str, ask: Callable[[Application[UUID]], T]) -> T:
    """What a stock application named Ledger answers; its name is the table's."""

    def run() -> T:
        application = type("Ledger", (Application,), {})(environment(dsn))
        try:
            return ask(application)
        finally:
            application.close()

    return await asyncio.to_thread(run)


def plain(aggregate: Any) -> dict[str, Any]:
    """Its state, but for positions, which a stock mapper does not know of."""
    return {name: str(value) for name, value in vars(aggregate).items() if name in PLAIN}


PLAIN = {
    "name",
    "id_number",
    "code",
    "division",
    "state",
    "net",
    "attempt",
    "_version",
    "modified_on",
    "_modified_on",
}


async def test_it_rebuilds_aggregates(dsn: str, story: Story) -> None:
    await story.school()
    one, two = await story.students(2)
    await story.change(one, "SUSPEND", "2016-04-12")
    await story.hardship(two)
    await story.roster()
    await story.allocation()
    await story.bank(await story.run())
    streams: list[tuple[type[Any], UUID]] = [
        (School, school_id(SCHOOL)),
        (Student, person_of(one)),
        (Student, person_of(two)),
        (Payment, payment_of(two)),
    ]
    theirs: list[Any] = await stock(dsn, lambda app: [app.repository.get(stream) for _, stream in streams])
    for (kind, stream), read in zip(streams, theirs, strict=True):
        own = await story.load(kind, stream)
        assert type(read) is kind
        assert (read.id, read.version, plain(read)) == (own.id, own.version, plain(own))
        assert isinstance(read.modified_on, datetime)
    suspended = theirs[1].enrolments[1]
    assert suspended.status_on("2016-04-12") == "SUSPENDED"
    assert suspended.active_in(Month.of(date(2016, 4, 1))) is not None


async def test_it_selects_notifications_at_the_same_positions(dsn: str, story: Story) -> None:
    await story.school()
    await story.students(3)
    rows = await story.ledger.page(0, 100)
    own = [tuple(row)[:5] for row in rows]
    sections = await stock(
        dsn, lambda app: [app.notification_log.select(start=n, limit=4) for n in (1, 5, 9)]
    )
    theirs = [
        (n.originator_id, n.originator_version, n.topic, bytes(n.state), n.id)
        for part in sections
        for n in part
    ]
    assert theirs == own
    assert await stock(dsn, lambda app: app.recorder.max_notification_id()) == await story.ledger.position()


async def test_a_stream_that_is_not_there_is_not_found(dsn: str, ledger: Ledger) -> None:
    with pytest.raises(AggregateNotFoundError):
        await stock(dsn, lambda app: app.repository.get(school_id(SCHOOL)))
