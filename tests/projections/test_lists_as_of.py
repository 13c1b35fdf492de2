"""Every list over schools shows, at any position, what a walk through all that was ever known would."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from random import Random
from typing import Any

import pytest

from domain.ledger.postgres.ledger import Ledger
from projections.aid.payment_queries import list_overpayments, list_payments
from projections.aid.projection import Aid
from projections.aid.queries import PAYMENT, ROSTER, RUN, list_rosters, list_runs
from projections.engine.spans import FORK, forks
from projections.funds.projection import Funds
from projections.funds.queries import ACCOUNT, list_accounts
from projections.histories.projection import Histories
from projections.histories.queries import events
from projections.registry.projection import Registry
from tests.projections.folding import fold
from tests.support.long_story import WAIVER, tell_long_story
from tests.support.people import POLICY
from tests.support.story import GRANT, OTHER_SCHOOL, SCHOOL, Story

QUESTIONS = 400
NOBODYS = "3637000009"
VISIBLE: tuple[set[str] | None, ...] = (
    None,
    None,
    set(),
    {SCHOOL},
    {OTHER_SCHOOL},
    {OTHER_SCHOOL, SCHOOL, NOBODYS},
)

Read = Callable[..., Awaitable[Sequence[Any]]]
Asked = Mapping[str, tuple[str, Sequence[Any]]]  # by argument: what it means of a row, and what is asked for

OF = ("school = {}", [SCHOOL, OTHER_SCHOOL, NOBODYS])
SCHEME = ("scheme = {}", [GRANT, WAIVER])
TERM = ("term = {}", ["2015-AUTUMN", "2016-SPRING"])
MONTH = ("month = {}", ["2015-09", "2016-03", "2016-06"])
AMONG = "state = ANY({})"

LISTS: dict[str, tuple[Read, str, str, str, Sequence[str], Asked]] = {
    "payment": (
        list_payments,
        "payment",
        PAYMENT,
        "true",
        ["school", "month", "id"],
        {
            "school": OF,
            "student": ("student = {}", []),
            "scheme": SCHEME,
            "month": MONTH,
            "states": (
                AMONG,
                [["INSTRUCTED"], ["FAILED", "RETURNED"], ["SETTLED"], ["SETTLED", "RETURNED"], []],
            ),
            "justified": ("justified = {}", [True, False]),
        },
    ),
    "overpayment": (
        list_overpayments,
        "payment",
        PAYMENT,
        "overpaid > 0",
        ["school", "id"],
        {"school": OF, "still_open": ("(to_recover > 0) = {}", [True, False])},
    ),
    "run": (
        list_runs,
        "run",
        RUN,
        "true",
        ["school", "month", "scheme", "id"],
        {
            "school": OF,
            "scheme": SCHEME,
            "month": MONTH,
            "states": (AMONG, [["DRAFT"], ["DRAFT", "APPROVED"], ["CLOSED"]]),
        },
    ),
    "roster": (
        list_rosters,
        "roster",
        ROSTER,
        "true",
        ["school", "term", "scheme", "id"],
        {
            "school": OF,
            "scheme": SCHEME,
            "term": TERM,
            "states": (AMONG, [["DRAFT"], ["PUBLISHED", "RETURNED"], ["APPROVED"]]),
        },
    ),
    "fund_account": (
        list_accounts,
        "fund_account",
        ACCOUNT,
        "true",
        ["school", "scheme", "term"],
        {
            "division": (
                "school IN (SELECT code FROM school WHERE division LIKE {} || '%')",
                ["3715", "371502", "38"],
            )
        }
        | {"scheme": SCHEME, "term": TERM},
    ),
}


@pytest.fixture
async def told(ledger: Ledger, story: Story) -> Ledger:
    await tell_long_story(story)
    for projection in (Registry(), Aid(POLICY), Funds(), Histories()):
        await fold(ledger, projection)
    return ledger


@pytest.mark.parametrize("name", LISTS)
async def test_a_list_is_what_was_known(told: Ledger, name: str) -> None:
    read, table, columns, always, order, asked = LISTS[name]
    chance, head, seen = Random(name), await told.position(), 0
    for _ in range(QUESTIONS):
        at, visible = chance.randint(0, head), chance.choice(VISIBLE)
        given = {key: chance.choice([None, None, *values]) for key, (_, values) in asked.items()}
        known = await known_at(
            told, table, columns, order, at, visible, [always, *map(meaning(asked), given.items())]
        )
        assert (
            await paged(read, order, chance.choice([2, 1_000]), told.pool, visible, at, **given) == known
        ), (
            at,
            visible,
            given,
        )
        seen += len(known)
    assert seen > QUESTIONS / 4


def meaning(asked: Asked) -> Callable[[tuple[str, Any]], str]:
    """The condition of a row that a filter and its value stand for."""
    return lambda pair: asked[pair[0]][0].format(literal(pair[1])) if pair[1] is not None else "true"


def literal(value: Any) -> str:
    if isinstance(value, list):
        return f"ARRAY[{', '.join(map(literal, value))}]::text[]"
    return str(value) if isinstance(value, bool) else f"'{value}'"


async def known_at(
    ledger: Ledger,
    table: str,
    columns: str,
    order: Sequence[str],
    at: int,
    visible: set[str] | None,
    conditions: Sequence[str],
) -> list[tuple[Any, ...]]:
    rows = await ledger.pool.fetch(
        f"SELECT {columns} FROM {table} WHERE known_from <= $1 AND known_to > $1"
        f" AND school = ANY(coalesce($2, ARRAY[school])) AND {' AND '.join(conditions)} ORDER BY {', '.join(order)}",
        at,
        None if visible is None else list(visible),
    )
    return [tuple(row) for row in rows]


async def paged(
    read: Read, order: Sequence[str], size: int, *asked: Any, **given: Any
) -> list[tuple[Any, ...]]:
    """Page after page, each going on where the last one ended."""
    rows: list[Any] = []
    after = None
    while page := await read(*asked, after=after, limit=size, **given):
        rows += page
        after = tuple(str(getattr(page[-1], column)) for column in order)
    return [tuple(row) for row in rows]


TOPICS: tuple[list[str], ...] = (
    ["aid.PaymentSettled.v1"],
    ["registry.StatusChanged.v1", "registry.TransferredIn.v1"],
    ["none"],
    [],
)


async def test_events_are_those_of_the_schools_that_may_see_them(told: Ledger) -> None:
    chance, head, seen = Random("events"), await told.position(), 0
    streams = [row[0] for row in await told.pool.fetch("SELECT DISTINCT stream FROM history ORDER BY 1")]
    for _ in range(QUESTIONS):
        at, visible = chance.randint(0, head), chance.choice(VISIBLE)
        topics, stream = chance.choice([None, *TOPICS]), chance.choice([*[None] * 20, *streams[:10]])
        rows = await told.pool.fetch(
            "SELECT position FROM history WHERE position <= $1 AND topic = ANY(coalesce($2, ARRAY[topic]))"
            " AND ($3::text[] IS NULL OR school = ANY($3) OR to_school = ANY($3)) AND stream = coalesce($4, stream)"
            " ORDER BY position",
            at,
            topics,
            None if visible is None else list(visible),
            stream,
        )
        after, size, found = 0, chance.choice([3, 1_000]), []
        while page := await events(told.pool, visible, at, stream, topics, after, size):
            found += page
            after = page[-1]
        assert found == [row[0] for row in rows], (at, visible, topics, stream)
        seen += len(found)
    assert seen > QUESTIONS / 4


async def test_a_position_lies_in_a_span_only_if_the_span_has_one_of_its_forks(ledger: Ledger) -> None:
    spans = await ledger.pool.fetch(
        f"SELECT known_from, known_to, {FORK} FROM generate_series(1, 40) AS known_from,"
        " generate_series(known_from + 1, 70) AS known_to"
    )
    assert len(spans) > 1_000
    for known_from, known_to, fork in spans:
        assert known_from <= fork < known_to
        assert all(fork in forks(position) for position in range(known_from, known_to))
