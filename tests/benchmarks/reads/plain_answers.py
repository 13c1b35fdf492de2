"""The four questions answered by hand: one statement after the other, then plain dictionaries."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import orjson

from api.graphql.relay.global_id import decode, encode
from api.graphql.relay.keyset import Key, slice_of
from domain.ledger.privacy import Seals, unseal, unwrap_all
from domain.policy.money import format_yuan
from domain.policy.status import IN_REGISTRY
from domain.vocabulary import Scheme
from projections.engine.spans import forks
from projections.registry.schools import SCHOOL
from tests.benchmarks.reads.plain_facts import event, statement
from tests.benchmarks.reads.plain_statements import Statements
from tests.support.story import COUNTY

Row = Any  # asyncpg.Record
ACTOR, SIZE = f"AID_AUTHORITY {COUNTY}", 50
STATUSES = sorted(IN_REGISTRY)


class Kept(NamedTuple):
    """What the product knows in its process, too, while nothing is recorded: the position, and schools by code."""

    position: int
    schools: Mapping[str, Row]

    @classmethod
    async def read(cls, pool: Any) -> Kept:
        position = await pool.fetchval("SELECT min(position) FROM checkpoint")
        rows = await pool.fetch(f"SELECT {SCHOOL} FROM school ORDER BY code, known_from")
        return cls(position, {row["code"]: row for row in rows})

    def visible(self) -> list[str]:
        return [code for code, school in self.schools.items() if school["division"].startswith(COUNTY)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What every answer needs."""

    pool: asyncpg.Pool
    statements: Statements
    seals: Seals
    kept: Kept

    async def names(self, persons: Iterable[UUID], at: int) -> dict[UUID, str]:
        """Unsealed, each with the person's own key."""
        ids = list(dict.fromkeys(persons))
        rows = await self.pool.fetch(self.statements.students, ids, at)
        keys = unwrap_all(self.seals, ((row["id"], row["wrapped"]) for row in rows))
        return {row["id"]: unseal(keys[row["id"]], row["id"], row["name"]) for row in rows}

    async def put_on_record(self, operation: str, persons: Iterable[UUID]) -> None:
        shown = f"{{{','.join(map(str, set(persons)))}}}"
        await self.pool.execute(self.statements.look, [ACTOR], [operation], [shown])


Answer = Callable[[Asked, dict[str, Any]], Awaitable[dict[str, Any]]]


async def payment(asked: Asked, given: dict[str, Any]) -> dict[str, Any]:
    _, id = decode(given["id"]) or ("", "")
    at = asked.kept.position
    (row,) = await asked.pool.fetch(asked.statements.payment, [UUID(id)], at)
    assert row["school"] in asked.kept.visible()
    names = await asked.names([row["student"]], at)
    flat = orjson.loads(row["facts"])
    events = await asked.pool.fetch(asked.statements.events, list(dict.fromkeys(flat[1::2])))
    await asked.put_on_record("Payment", [row["student"]])
    said = {each["notification_id"]: orjson.loads(each["state"]) for each in events}
    shown = {each["notification_id"]: event(each, said[each["notification_id"]]) for each in events}
    facts = [
        {"statement": statement(code, said[place]), "event": shown[place]}
        for code, place in zip(flat[::2], flat[1::2], strict=True)
    ]
    justification = {
        "decidedAt": str(row["decided_at"]),
        "holds": row["justified"],
        "dueNow": format_yuan(row["due"]),
        "policy": {"version": row["policy"]},
        "facts": facts,
        "brokenBy": [{"position": str(place)} for place in row["causes"]],
    }
    people = {
        "student": {"name": names[row["student"]]},
        "school": {"name": asked.kept.schools[row["school"]]["name"]},
    }
    return {"payment": {**_payment(row), **people, "justification": justification}}


async def payments(asked: Asked, given: dict[str, Any]) -> dict[str, Any]:
    at = asked.kept.position
    visible = asked.kept.visible()
    school, month = given["school"], given["month"]
    own = [each for each in visible if each == school]
    rows = await asked.pool.fetch(asked.statements.payments, own, at, month, *Scheme)
    persons = [row["student"] for row in rows]
    names = await asked.names(persons, at)
    await asked.put_on_record("Payments", persons)
    shown = [
        {
            **_payment(row),
            "student": _student(row["student"], names),
            "school": _school(asked.kept.schools[row["school"]]),
        }
        for row in rows[:SIZE]
    ]
    last = (school, month, str(rows[:SIZE][-1]["id"]))
    return {"payments": _page("payments", {"school": school, "month": month}, at, rows, shown, last)}


async def roster(asked: Asked, given: dict[str, Any]) -> dict[str, Any]:
    at = asked.kept.position
    assert given["school"] in asked.kept.visible()
    school, on = given["school"], date.fromisoformat(given["on"])
    rows = await asked.pool.fetch(asked.statements.roster, [school], at, school, STATUSES, on, forks(at))
    persons = [row["student"] for row in rows]
    names = await asked.names(persons, at)
    periods: dict[str, list[Row]] = {row["id"]: [] for row in rows}
    for period in await asked.pool.fetch(asked.statements.periods, list(periods), at):
        periods[period["enrolment"]].append(period)
    await asked.put_on_record("Roster", persons)
    shown = [
        {
            "id": encode("Enrolment", row["id"]),
            "majorName": row["major_name"],
            "className": row["class_name"],
            "entryDate": row["entry_date"],
            "student": _student(row["student"], names),
            "status": next(each["status"] for each in reversed(periods[row["id"]]) if each["since"] <= on),
            "timeline": [
                {"status": each["status"], "from": each["since"], "until": each["until"]}
                for each in periods[row["id"]]
            ],
        }
        for row in rows[:SIZE]
    ]
    wanted = {"school": school, "on": on, "statuses": STATUSES}
    return {"roster": _page("roster", wanted, at, rows, shown, (rows[:SIZE][-1]["id"],))}


async def accounts(asked: Asked, given: dict[str, Any]) -> dict[str, Any]:
    at = asked.kept.position
    visible = asked.kept.visible()
    division, term = given["division"], given["term"]
    place = f"{division}%"
    rows = await asked.pool.fetch(asked.statements.accounts, visible, at, place, term, forks(at))
    shown = [
        {
            "scheme": row["scheme"],
            "term": row["term"],
            "closed": row["closed"],
            "allocated": format_yuan(row["allocated"]),
            "instructed": format_yuan(row["settled"] + row["in_transit"]),
            "settled": format_yuan(row["settled"]),
            "inTransit": format_yuan(row["in_transit"]),
            "recovered": format_yuan(row["recovered"]),
            "available": format_yuan(row["available"]),
            "school": _school(asked.kept.schools[row["school"]]),
        }
        for row in rows[:SIZE]
    ]
    last = rows[:SIZE][-1]
    wanted = {"division": division, "term": term}
    key = (last["school"], last["scheme"], last["term"])
    return {"fundAccounts": _page("fundAccounts", wanted, at, rows, shown, key)}


def _payment(row: Row) -> dict[str, Any]:
    return {
        "id": encode("Payment", str(row["id"])),
        "scheme": row["scheme"],
        "month": row["month"],
        "amount": format_yuan(row["amount"]),
        "state": row["state"],
        "attempt": row["attempt"],
    }


def _student(id: UUID, names: dict[UUID, str]) -> dict[str, str]:
    return {"id": encode("Student", str(id)), "name": names[id]}


def _school(row: Row) -> dict[str, str]:
    return {"code": row["code"], "name": row["name"]}


def _page(
    name: str, wanted: dict[str, Any], at: int, rows: Sequence[Row], shown: Sequence[Any], last: Key
) -> dict[str, Any]:
    cursor = slice_of(name, wanted, SIZE, None, at).cursor(last)
    info = {"hasNextPage": len(rows) > SIZE, "endCursor": cursor}
    return {"edges": [{"node": node} for node in shown], "pageInfo": info}


ANSWERS: dict[str, Answer] = {
    "payment": payment,
    "payments": payments,
    "roster": roster,
    "accounts": accounts,
}
