"""Each question, against PostGraphile 5 over views of the same tables."""

from __future__ import annotations

from functools import partial

import orjson

from api.graphql.relay.global_id import decode
from projections.engine.projection import KNOWN_STILL
from tests.benchmarks.line import Line, Measured
from tests.benchmarks.place import Place
from tests.benchmarks.postgraphile import installing
from tests.benchmarks.postgraphile.installing import installed
from tests.benchmarks.reads import county
from tests.benchmarks.reads.asking import Contestant
from tests.benchmarks.reads.comparing import SIZE, compared, product
from tests.benchmarks.reads.questions import QUESTIONS, Question, Variables
from tests.benchmarks.serving import serve, serve_program

VIEWS, TEXTS = installing.HERE / "views.sql", installing.HERE / "graphql"
ENVIRONMENT = {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}
ROWS = (b'"node":', b'"recordedAt":', b'"from":')  # marks of what both must have as many of


async def measure(question: Question, place: Place, quick: bool) -> Measured:
    folder = await installed(quick)
    await _make_views(place)
    variables = await question.variables(place)
    program = (str(installing.NODE), str(folder / "server.mjs"))
    async with (
        serve(place) as server,
        serve_program(*program, **ENVIRONMENT, DATABASE=place.dsn) as postgraphile,
    ):
        ours = product(server, question, variables)
        text = question.text(TEXTS)
        theirs = Contestant(
            postgraphile, [orjson.dumps({"query": text, "variables": _in_theirs(each)}) for each in variables]
        )
        for number in range(min(20, len(variables))):
            answer, their_answer = await ours.answer(number), await theirs.answer(number)
            assert _rows(answer) == _rows(their_answer), f"{answer!r}\n{their_answer!r}"
        return await compared(ours, theirs, "PostGraphile", quick)


async def _make_views(place: Place) -> None:
    """Anew, for each line."""
    schemas = place.ledger.schemas
    sql = VIEWS.read_text("utf-8").format(read=schemas.read, ledger=schemas.ledger, still=KNOWN_STILL)
    owner = await place.owner()
    await owner.execute(f"DROP SCHEMA IF EXISTS plain CASCADE; {sql}")
    await owner.close()


def _in_theirs(variables: Variables) -> Variables:
    """Its ids are the tables' own."""
    return {name: _key(value) if name == "id" else value for name, value in variables.items()}


def _key(global_id: str) -> str:
    _, key = decode(global_id) or ("", "")
    return key


def _rows(answer: bytes) -> list[int]:
    return [answer.count(mark) for mark in ROWS]


LINES = tuple(
    Line(
        name=f"{question.name}-postgraphile",
        what=f"Reading {question.what}, against PostGraphile 5",
        size=SIZE,
        bound=0.8,
        unit="×",
        measure=partial(measure, question),
        written=county.write,
        short=f"by the profile {question.profile}",
        note=(
            "Over views of the same tables that show what is known now, related by their keys; PostGraphile knows"
            " no tokens, no scope and no past, leaves names sealed and records no look"
        ),
    )
    for question in QUESTIONS
)
