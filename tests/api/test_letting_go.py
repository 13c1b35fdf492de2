"""What an operation has read is gone with its answer, not when the collector comes to it."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Iterator

import pytest

from api.graphql.loaders import Loader, Loaders
from api.graphql.registry.students import Student
from domain.ledger.postgres.ledger import Ledger
from tests.api.asking import Asking, asking
from tests.support.people import holder
from tests.support.story import Story

BY = holder("AUDITOR", "37")

COMPILED = """{ roster(schoolCode: "3637000001", on: "2016-03-01") { edges { node {
  status timeline { status } school { name } student { name enrolments { id } } } } } }"""
LEFT_TO_GRAPHQL_CORE = COMPILED.replace("status timeline", "status @include(if: true) timeline")


@pytest.fixture
async def ask(ledger: Ledger, dsn: str) -> AsyncIterator[Asking]:
    async with asking(ledger, dsn) as opened:
        yield opened


@pytest.fixture
def uncollected() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def held() -> list[int]:
    """How many of each kind there are in the process, whoever holds them."""
    objects = gc.get_objects()
    return [sum(isinstance(each, kind) for each in objects) for kind in (Loaders, Loader, Student)]


@pytest.mark.parametrize("query", [COMPILED, LEFT_TO_GRAPHQL_CORE], ids=["compiled", "by graphql-core"])
async def test_nothing_that_was_read_outlives_its_answer(
    ask: Asking, story: Story, uncollected: None, query: str
) -> None:
    await story.school()
    await story.students(5)
    await ask.fold()
    before = held()
    for _ in range(3):
        answer = await ask.data(query, BY)
        assert len(answer["roster"]["edges"]) == 5
    assert held() == before
