"""The four questions, each with many variables to ask it with: no request repeats the one before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

from api.graphql.relay.global_id import encode
from domain.policy.calendar import Term
from tests.benchmarks.place import Place
from tests.benchmarks.reads.county import TERMS
from tests.support.story import COUNTY, TERM

FOLDER = Path(__file__).parent / "graphql"
DAYS = 120  # of the term, from its first: each a roster of its own

Variables = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """name: of its file and of the plain server's path. variables: in a random order that is always the same.
    profile: where the server's time goes (py-spy, on two cores of 2026).
    """

    name: str
    what: str
    variables: Callable[[Place], Awaitable[list[Variables]]]
    profile: str

    def text(self, folder: Path = FOLDER) -> str:
        return (folder / f"{self.name}.graphql").read_text("utf-8")


async def _payments(place: Place) -> list[Variables]:
    rows = await place.ledger.pool.fetch("SELECT id FROM payment ORDER BY id")
    return _shuffled({"id": encode("Payment", str(row["id"]))} for row in rows)


async def _months(place: Place) -> list[Variables]:
    rows = await place.ledger.pool.fetch("SELECT DISTINCT school, month FROM payment ORDER BY 1, 2")
    return _shuffled(map(dict, rows))


async def _rosters(place: Place) -> list[Variables]:
    rows = await place.ledger.pool.fetch("SELECT code FROM school ORDER BY code")
    days = [_day(number).isoformat() for number in range(DAYS)]
    return _shuffled({"school": row["code"], "on": day} for row, day in product(rows, days))


async def _accounts(_place: Place) -> list[Variables]:
    divisions = (COUNTY[:2], COUNTY[:4], COUNTY)
    return _shuffled({"division": place, "term": term} for place, term in product(divisions, TERMS))


def _day(number: int) -> date:
    return Term.parse(TERM).first_day + timedelta(days=number)


def _shuffled(variables: Iterable[Variables]) -> list[Variables]:
    found = list(variables)
    Random(0).shuffle(found)
    return found


QUESTIONS = (
    Question(
        "payment",
        "one payment with its justification",
        _payments,
        "of 600 µs the loop, the sockets and the rows that come in take 150, the sending of three statements and a look"
        " 130, HTTP 120, the plan and its values 110, nodes and ids 65",
    ),
    Question(
        "payments",
        "50 payments with student and school",
        _months,
        "of 1,150 µs the loop, the sockets and the rows that come in take 280, the plan and its values 230, 150 nodes"
        " and their ids 210, the sending of statements 150, HTTP 140, 50 names unsealed 140",
    ),
    Question(
        "roster",
        "50 of a roster with status and timeline",
        _rosters,
        "of 1,490 µs the loop, the sockets and the rows that come in take 410, the plan and its values 330, 150 nodes"
        " and their ids 240, the sending of statements 180, 50 names unsealed 180, HTTP 150",
    ),
    Question(
        "accounts",
        "50 fund accounts of a division",
        _accounts,
        "of 620 µs the plan and its values take 180, a third of it for writing yuan, 50 nodes 170, HTTP 150, the"
        " loop, the sockets and the rows that come in 70, the sending of a statement 50",
    ),
)
