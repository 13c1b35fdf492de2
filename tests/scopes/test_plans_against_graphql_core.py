"""What a compiled query answers is what graphql-core answers, to the byte, whoever asks; so is whose data it shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from graphql import (
    OperationDefinitionNode,
    OperationType,
    get_named_type,
    parse_value,
    value_from_ast_untyped,
)
from graphql.utilities import type_from_ast

from api.auth.viewer import Viewer
from api.graphql.context import Context
from api.graphql.execution.documents import InvalidDocument, Prepared
from api.graphql.execution.plans.uncompiled import Uncompiled
from api.graphql.execution.public_errors import public
from api.graphql.ledger_schema import ledger_schema
from domain.ledger.postgres.ledger import Ledger
from domain.mandate import Mandate
from domain.vocabulary import Role
from projections.engine.reading import Reader
from tests.api.asking import asking
from tests.docs.pages import files
from tests.scopes.oracle import oracle_of
from tests.scopes.roads import Roads
from tests.scopes.told import ENTERED, LEFT, tell
from tests.scopes.values import Values
from tests.support.people import holder
from tests.support.story import Story

VIEWERS = (
    holder("AUDITOR"),
    holder("PRINCIPAL", ENTERED),
    Mandate("两地", (Role.FINANCE,), (LEFT, "3701")),
    Mandate("无处", (Role.AID_OFFICER,), ()),
)
WRONG = (
    "{ schools(first: 0) { edges { node { code } } } me { name } }",
    '{ schools(after: "x") { edges { node { code } } } }',
    '{ roster(schoolCode: "SCHOOL", on: "2016-06-01") { edges { node { status(on: "1999-01-01") className } } } }',
    '{ roster(schoolCode: "SCHOOL", on: "2016-06-01") { edges { node { timeline(asOf: {position: "1"}) '
    "{ from } } } } }",
    '{ payments(asOf: {position: "99999999"}) { edges { node { id } } } }',
    '{ a: roster(schoolCode: "SCHOOL", on: "2016-06-01") { edges { node { student { name '
    "payments(first: 0) { edges { cursor } } history { edges { cursor } } } } } } "
    'b: roster(schoolCode: "SCHOOL", on: "2016-06-01") { edges { node { student { name '
    "payments { edges { cursor } } history { edges { cursor } } enrolments { status } } } } } }",
    '{ policy(scheme: GRANT, month: "1999-01") { version } }',
    "query ($first: Int = 0) { schools(first: $first) { edges { node { code } } } }",
    '{ fundAccounts(divisionPrefix: "x") { edges { node { term } } } }',
    '{ student { name } other: student(idNumber: "1", studentNumber: "2") { name } }',
)
LEFT_TO_CORE = "projections"  # of the ledger: its resolver looks at what is selected below


@dataclass(frozen=True)
class Given:
    """What one way of carrying out a query gave. shown: whose personal data."""

    answer: bytes
    shown: frozenset[Any]
    headers: Mapping[str, str]


class Both:
    """Asks both. left: why plans did not answer, and how often."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.left: Counter[str] = Counter()
        self.compared = 0

    async def ask(self, by: Mandate, text: str, variables: Mapping[str, Any] | None = None) -> None:
        """The test fails where they differ, and where a plan fails at what graphql-core answers."""
        prepared = ledger_schema().documents.prepared(text)
        if not prepared.plans:
            assert LEFT_TO_CORE in text
            return
        core, errors = await self._by_core(by, text, dict(variables or {}))
        planned = await self._by_plan(by, prepared, dict(variables or {}))
        if isinstance(planned, Exception):
            self.left[type(planned).__name__] += 1
            assert errors, f"{planned!r}, though graphql-core answers\n{text}"
            return
        self.compared += 1
        assert not errors, f"{errors}, though the plan answers\n{text}"
        assert planned == core, f"{by.name}\n{text}\n{planned.answer.decode()}\n{core.answer.decode()}"

    async def _by_plan(self, by: Mandate, prepared: Prepared, variables: dict[str, Any]) -> Given | Exception:
        [plan] = prepared.plans.values()
        context = self._context(by)
        try:
            data = await plan.run(context, variables)
        except Exception as failed:  # noqa: BLE001 - whatever it is
            return failed
        return Given(orjson.dumps(data), frozenset(context.looked_at), context.response_headers)

    async def _by_core(self, by: Mandate, text: str, variables: dict[str, Any]) -> tuple[Given, Any]:
        context = self._context(by)
        looked_at = context.looked_at  # before they are put on record
        context.record_looks = _nothing  # type: ignore[method-assign]
        result = await ledger_schema().execute(text, variables, context)
        given = Given(orjson.dumps(result.data), frozenset(looked_at), context.response_headers)
        return given, public(result.errors or [], "en")

    def _context(self, by: Mandate) -> Context:
        return Context(Viewer(by.name, by.roles, by.scopes), self.reader, "zh", operation="both")


async def _nothing() -> None:
    """Instead of putting on record."""


@pytest.fixture
async def both(ledger: Ledger, dsn: str, story: Story) -> AsyncIterator[Both]:
    async with asking(ledger, dsn) as opened:
        await tell(story)
        await opened.fold()
        yield Both(opened.reader)


async def test_every_road_of_the_schema(both: Both) -> None:
    values = Values(await oracle_of(both.reader.ledger))
    questions = [*Roads(ledger_schema().core, values, hops=4).questions()]
    for place, asked in enumerate(questions):
        for by in VIEWERS[place % 2 :: 2]:
            await both.ask(by, asked.text)
    assert both.compared > len(questions)
    assert not both.left[Uncompiled.__name__]


async def test_every_query_of_the_pages(both: Both) -> None:
    values = Values(await oracle_of(both.reader.ledger))
    for text, operation in _queries():
        for variables in _variables(operation, values):
            for by in VIEWERS:
                await both.ask(by, text, variables)
    assert both.compared > 50


async def test_what_is_wrong_is_left_to_graphql_core(both: Both) -> None:
    for text in WRONG:
        await both.ask(VIEWERS[0], text.replace("SCHOOL", LEFT))
    assert both.left.total() == len(WRONG)


def _queries() -> Iterator[tuple[str, OperationDefinitionNode]]:
    for path in files():
        text = path.read_text("utf-8")
        try:
            prepared = ledger_schema().documents.prepared(text)
        except InvalidDocument as invalid:
            raise AssertionError(f"{path}: {invalid.errors}") from invalid
        for each in prepared.document.definitions:
            if (
                isinstance(each, OperationDefinitionNode)
                and each.operation is OperationType.QUERY
                and prepared.plans
            ):
                yield text, each


def _variables(operation: OperationDefinitionNode, values: Values) -> Iterator[dict[str, Any]]:
    """A few ways to fill them."""
    known = {}
    for definition in operation.variable_definitions or ():
        name = definition.variable.name.value
        kind: Any = type_from_ast(ledger_schema().core, definition.type)
        if name in ("first", "after", "province") or get_named_type(kind).name == "Position":
            continue
        texts = values.of(f"${name}", name, kind)
        known[name] = [value_from_ast_untyped(parse_value(text)) for text in texts]
    for place in range(5):
        yield {name: several[place % len(several)] for name, several in known.items()}
