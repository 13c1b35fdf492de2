"""The ceiling: Starlette on uvloop that runs the product's SQL one statement after the other and gives the same
answers with orjson; no GraphQL, no tokens.
"""

from __future__ import annotations

import socket
import sys
from typing import Any

import asyncpg
import orjson
import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.ledger.postgres.ledger import PLANNED_ONCE
from domain.ledger.postgres.schemas import Schemas
from domain.ledger.privacy import Seals
from tests.benchmarks.place import SECRET
from tests.benchmarks.reads.plain_answers import ANSWERS, Answer, Asked, Kept
from tests.benchmarks.reads.plain_statements import Statements
from tests.support.people import PROVINCE

POOL = 16


def application(answers: Asked) -> Starlette:
    """One path a question; its variables are the body."""

    def answering(answer: Answer) -> Any:
        async def endpoint(request: Request) -> Response:
            data = await answer(answers, orjson.loads(await request.body()))
            return Response(orjson.dumps({"data": data}), media_type="application/json")

        return endpoint

    return Starlette(
        routes=[Route(f"/{name}", answering(answer), methods=["POST"]) for name, answer in ANSWERS.items()]
    )


async def _as_it_is(_: asyncpg.Connection) -> None:
    """No reset between requests, which would be a statement more each time."""


async def _serve(dsn: str) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    schemas = Schemas(PROVINCE)
    settings = {
        "search_path": f"{schemas.read}, {schemas.ledger}",
        "role": schemas.role,
        "plan_cache_mode": PLANNED_ONCE,
    }
    async with asyncpg.create_pool(
        dsn, min_size=POOL, max_size=POOL, server_settings=settings, reset=_as_it_is
    ) as pool:
        asked = Asked(pool, await Statements.taken(), Seals(SECRET, PROVINCE), await Kept.read(pool))
        print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
        config = uvicorn.Config(application(asked), log_level="warning", access_log=False)
        await uvicorn.Server(config).serve(sockets=[listening])


if __name__ == "__main__":
    uvloop.run(_serve(sys.argv[1]))
