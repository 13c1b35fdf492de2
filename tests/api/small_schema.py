"""A schema without the business, to try the outside on."""

import asyncio
import datetime as dt
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

import strawberry
from starlette.requests import HTTPConnection

from api.auth.viewer import Viewer
from api.graphql.enums import Scheme
from api.graphql.execution.errors import ClientError
from api.graphql.execution.schema import build_schema
from api.graphql.relay.connection import Connection, connect
from api.graphql.relay.keyset import page_of, slice_of
from api.graphql.scalars import Json, Money, Position
from domain.policy.calendar import Month, Term
from domain.refusal import Refusal
from domain.vocabulary import ErrorCode

FRUITS = ["apple", "banana", "cherry", "damson", "elder"]
happened: list[str] = []


@dataclass
class SmallContext:
    viewer: Viewer
    response_headers: dict[str, str] = field(default_factory=dict)

    @property
    def whose(self) -> str:
        return self.viewer.identity

    async def record_looks(self) -> None:
        """Nobody's data is looked at."""

    def start_over(self) -> None:
        self.response_headers.clear()

    def let_go(self) -> None:
        """Nothing was kept."""


@strawberry.type
class Fruit:
    name: str

    @strawberry.field
    def self(self) -> "Fruit":
        return self


@strawberry.input
class Order:
    amount: Money
    entry_date: dt.date | None = None
    month: Month | None = None
    term: Term | None = None
    at: dt.datetime | None = None
    after: Position | None = None
    lines: list["Order"] | None = None


@strawberry.type
class Query:
    @strawberry.field
    def me(self, info: strawberry.Info[SmallContext]) -> str:
        info.context.response_headers["Ledger-Position"] = "7"
        return info.context.viewer.name

    @strawberry.field
    def echo(self, order: Order) -> Json:
        at = order.at.isoformat() if order.at else None
        return {"fen": order.amount, "term": str(order.term), "at": at, "after": order.after}

    @strawberry.field
    def price(self, fen: int) -> Money:
        return fen

    @strawberry.field
    def of(self, scheme: Scheme) -> Scheme:
        return scheme

    @strawberry.field
    def fruit(self) -> Fruit:
        return Fruit(name="apple")

    @strawberry.field
    def fruits(self, first: int | None = None, after: str | None = None, like: str = "") -> Connection[Fruit]:
        asked = slice_of("fruits", {"like": like}, first, after, as_of=9)
        since = asked.after[0] if asked.after else ""
        rows = [name for name in FRUITS if like in name and name > str(since)][: asked.size + 1]
        return connect(asked, page_of(rows, asked.size, lambda name: (name,)), lambda name: Fruit(name=name))

    @strawberry.field
    def broken(self) -> str:
        raise RuntimeError("password=hunter2")

    @strawberry.field
    def away(self) -> str | None:
        raise ConnectionRefusedError("/run/secret/place")

    @strawberry.field
    def mistaken(self) -> str:
        raise ClientError("Not like that.", "NOT_LIKE_THAT", ["input", "name"])

    @strawberry.field
    def refused(self) -> str:
        raise Refusal(
            ErrorCode.OUT_OF_SCOPE,
            "Division {place} lies outside your scope ({scopes}).",
            place="37",
            scopes="36",
        )

    @strawberry.field
    async def slow(self) -> str:
        await asyncio.sleep(30)
        return "late"


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def note(self, text: str) -> str:
        happened.append(f"begun {text}")
        await asyncio.sleep(0.6)
        happened.append(f"ended {text}")
        return text


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def count(self, to: int) -> AsyncGenerator[int, None]:
        for number in range(1, to + 1):
            yield number

    @strawberry.subscription
    async def flood(self) -> AsyncGenerator[str, None]:
        happened.append("flood begun")
        try:
            while True:
                happened.append("flood")
                yield "x" * 100_000
        finally:
            happened.append("flood ended")

    @strawberry.subscription
    async def forever(self) -> AsyncGenerator[int, None]:
        yield 1
        await asyncio.Event().wait()

    @strawberry.subscription
    async def failing(self) -> AsyncGenerator[int, None]:
        yield 1
        raise RuntimeError("password=hunter2")


SCHEMA = build_schema(Query, Mutation, Subscription)


async def small_context(_connection: HTTPConnection, viewer: Viewer) -> SmallContext:
    return SmallContext(viewer)
