"""A Strawberry schema that takes its documents from the cache and keeps what callers send out of the log."""

from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from typing import Any, Protocol, cast

import strawberry
from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode, execute_sync
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.types.execution import ExecutionContext, ExecutionResult

from api.graphql.execution.aside import Aside
from api.graphql.execution.documents import (
    MOST_ERRORS,
    Documents,
    InvalidDocument,
    Prepared,
    operation_of,
)
from api.graphql.execution.plans.plan import named, plans_of
from api.graphql.execution.root_fields import asks_for_schema, fragments_of
from api.graphql.execution.variables import wrong_variables
from api.graphql.scalars import SCALARS


class Context(Protocol):
    """What the resolvers of one operation share. response_headers: go out with the answer."""

    response_headers: dict[str, str]

    @property
    def whose(self) -> str:
        """Who asks: one identity a person."""
        ...

    async def record_looks(self) -> None:
        """Awaited before the answer leaves."""
        ...

    def start_over(self) -> None:
        """Forgets what was read and counted so far."""
        ...

    def let_go(self) -> None:
        """Of what was read, for the answer is made."""
        ...


class Schema(strawberry.Schema):
    """The schema of one process. Build it with ``build_schema``."""

    @cached_property
    def core(self) -> GraphQLSchema:
        """graphql-core's view of the schema."""
        return self._schema

    @cached_property
    def aside(self) -> Aside:
        """Where what keeps the processor busy is done."""
        return Aside()

    @cached_property
    def documents(self) -> Documents:
        """The documents that this schema has validated."""
        return Documents(self.core, self.aside, partial(plans_of, self))

    async def ask(
        self,
        text: str,
        variables: dict[str, Any] | None,
        context: Context,
        name: str | None = None,
    ) -> ExecutionResult:
        """The answer to a text that was prepared: by its plan, else by graphql-core, which also says what is wrong."""
        try:
            return await self._answer(text, variables, context, name)
        finally:
            context.let_go()

    async def _answer(
        self, text: str, variables: dict[str, Any] | None, context: Context, name: str | None
    ) -> ExecutionResult:
        prepared = self.documents.prepared(text)
        operation = operation_of(prepared.document, name)
        if (plan := prepared.plan_of(operation)) is not None:
            try:
                data = await plan.run(context, variables or {})
                await context.record_looks()
                return ExecutionResult(data=data, errors=None)
            except Exception:  # noqa: BLE001 - a query has no effects: what is wrong will be wrong there as well
                context.start_over()
        if asks_for_schema(operation, fragments_of(prepared.document)):
            return await self._describe(prepared, operation, variables or {}, context.whose)
        return await self.execute(text, variables, context, operation_name=name)

    async def _describe(
        self, prepared: Prepared, operation: OperationDefinitionNode, variables: dict[str, Any], whose: str
    ) -> ExecutionResult:
        """The answer to a question about the schema itself: a long one, and no data in it."""
        document, name = prepared.document, named(operation)
        wrong = wrong_variables(self.core, document, operation, variables, MOST_ERRORS)
        if wrong:
            return ExecutionResult(data=None, errors=wrong)
        asked = partial(execute_sync, self.core, document, variable_values=variables, operation_name=name)
        answer = await self.aside.run(whose, asked)
        return ExecutionResult(data=answer.data, errors=answer.errors)

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Logs nothing: refusals may quote personal data, and incidents are logged where they are masked."""


class _Prepared(SchemaExtension):
    def on_parse(self) -> Iterator[None]:
        context = self.execution_context
        schema = cast(Schema, context.schema)
        try:
            context.graphql_document = schema.documents.prepared(context.query or "").document
        except InvalidDocument as invalid:
            raise invalid.errors[0] from None
        yield

    def on_validate(self) -> Iterator[None]:
        """The document is known to be valid; what is left are the values of its variables."""
        context = self.execution_context
        schema, document = cast(Schema, context.schema), context.graphql_document
        assert document is not None
        operation = operation_of(document, context.operation_name)
        context.pre_execution_errors = wrong_variables(
            schema.core, document, operation, context.variables or {}, MOST_ERRORS
        )
        yield


def build_schema(
    query: type,
    mutation: type | None = None,
    subscription: type | None = None,
    types: Iterable[type] = (),
    extensions: Iterable[type[SchemaExtension]] = (),
) -> Schema:
    """The schema over these roots, with the contract's scalars. Build it once a process."""
    roots: dict[str, Any] = {"mutation": mutation, "subscription": subscription}
    return Schema(
        query,
        **roots,
        types=types,
        extensions=[_Prepared, *extensions],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
