"""The ceiling: Starlette that runs the product's SQL and gives the same answer with orjson; no GraphQL, no tokens."""

from __future__ import annotations

import socket
import sys
from typing import Any
from uuid import UUID

import orjson
import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.catalogue import EVENTS
from domain.ledger.postgres.ledger import Ledger, open_ledger
from domain.ledger.postgres.small_reads import COLUMNS
from domain.ledger.privacy import unseal_known
from projections.aid.queries import PAYMENT
from projections.registry.schools import SCHOOL
from tests.benchmarks.place import SECRET
from tests.support.people import PROVINCE

POSITION = "SELECT min(position) FROM checkpoint"
PAID = f"SELECT {PAYMENT} FROM payment WHERE id = ANY($1) AND known_from <= $2 AND known_to > $2"
STUDENT = (
    "SELECT student.id, name, id_number, array_agg(DISTINCT enrolment.school),"
    " coalesce(array_agg(DISTINCT enrolment.school) FILTER (WHERE enrolment.approved), '{}'),"
    " array_agg((enrolment.school, given.sealed) ORDER BY number) FILTER (WHERE given.sealed IS NOT NULL)"
    " FROM student JOIN enrolment ON enrolment.student = student.id"
    " LEFT JOIN temporary_number AS given ON given.enrolment = enrolment.id"
    " WHERE student.id = ANY($1) AND enrolment.known_from <= $2 AND enrolment.known_to > $2 GROUP BY student.id"
)
SCHOOLS = f"SELECT {SCHOOL} FROM school WHERE code = ANY($1) AND known_from <= $2 AND known_to > $2"
EVENT_ROWS = f"SELECT {COLUMNS}, recorded_at FROM ledger_events WHERE notification_id = ANY($1::bigint[])"


def answering(ledger: Ledger) -> Starlette:
    """One path: the payment whose id is the body."""

    async def payment(request: Request) -> Response:
        id = UUID((await request.body()).decode())
        position = await ledger.pool.fetchval(POSITION)
        row = await ledger.pool.fetchrow(PAID, [id], position)
        student = await ledger.pool.fetchrow(STUDENT, [row["student"]], position)
        keys = await ledger.keys_of([row["student"]])
        school = await ledger.pool.fetchrow(SCHOOLS, [row["school"]], position)
        flat = orjson.loads(row["facts"])
        events = await ledger.pool.fetch(EVENT_ROWS, flat[1::2])
        name = unseal_known(keys, row["student"], student["name"])
        people = {"student": {"name": name}, "school": {"name": school["name"]}}
        return Response(orjson.dumps(people | _answer(row, flat, events)), media_type="application/json")

    return Starlette(routes=[Route("/graphql", payment, methods=["POST"])])


def _answer(row: Any, flat: list[Any], events: list[Any]) -> dict[str, Any]:
    by_position = {event["notification_id"]: event for event in events}
    facts = [(code, by_position[place]) for code, place in zip(flat[::2], flat[1::2], strict=True)]
    return {
        "id": str(row["id"]),
        "scheme": row["scheme"],
        "month": row["month"],
        "amount": row["amount"],
        "state": row["state"],
        "attempt": row["attempt"],
        "decidedAt": row["decided_at"],
        "holds": 0 < row["due"] >= row["net"],
        "dueNow": row["due"],
        "policy": row["policy"],
        "facts": [{"statement": code, "event": _event(event)} for code, event in facts],
        "brokenBy": row["causes"],
    }


def _event(event: Any) -> dict[str, Any]:
    said = orjson.loads(event["state"])
    return {
        "position": event["notification_id"],
        "type": event["topic"],
        "effectiveOn": said.get("effective_on"),
        "recordedAt": event["recorded_at"],
        "actor": said["actor"],
    }


async def _serve(dsn: str) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    async with open_ledger(dsn, PROVINCE, SECRET, EVENTS, pool_size=16) as ledger:
        print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
        config = uvicorn.Config(answering(ledger), log_level="warning", access_log=False)
        await uvicorn.Server(config).serve(sockets=[listening])


if __name__ == "__main__":
    uvloop.run(_serve(sys.argv[1]))
