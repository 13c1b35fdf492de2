"""Each question, against plain Starlette that runs the same statements and gives the same answer."""

from __future__ import annotations

from functools import partial

import orjson

from tests.benchmarks.line import Line, Measured
from tests.benchmarks.place import Place
from tests.benchmarks.reads import county, plain_server
from tests.benchmarks.reads.asking import Contestant
from tests.benchmarks.reads.comparing import SIZE, compared, product
from tests.benchmarks.reads.questions import QUESTIONS, Question
from tests.benchmarks.serving import serve, serve_module


async def measure(question: Question, place: Place, quick: bool) -> Measured:
    variables = await question.variables(place)
    async with serve(place) as server, serve_module(plain_server.__name__, place.dsn) as plain:
        ours = product(server, question, variables)
        theirs = Contestant(plain, [orjson.dumps(each) for each in variables], f"/{question.name}")
        for number in range(min(20, len(variables))):
            answer, their_answer = await ours.answer(number), await theirs.answer(number)
            assert orjson.loads(answer) == orjson.loads(their_answer), f"{answer!r}\n{their_answer!r}"
        return await compared(ours, theirs, "plain Starlette", quick)


LINES = tuple(
    Line(
        name=f"{question.name}-starlette",
        what=f"Reading {question.what}, against plain Starlette with the same statements one by one",
        size=SIZE,
        bound=0.7,
        unit="×",
        measure=partial(measure, question),
        written=county.write,
        short=f"by the profile {question.profile}",
        note=(
            "Both on uvloop, both answer the same, name by name unsealed with the person's key; the plain server knows"
            " no tokens and no GraphQL"
        ),
    )
    for question in QUESTIONS
)
