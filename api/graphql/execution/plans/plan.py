"""One query of a document, compiled: what is the same for every run is done once."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import strawberry
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)

from api.graphql.execution.plans.compiling import Compiler, Fields
from api.graphql.execution.plans.given import Asking, Variables
from api.graphql.execution.plans.selection import Asked
from api.graphql.execution.plans.uncompiled import Uncompiled
from api.graphql.execution.root_fields import Fragments, fragments_of


class OperationInfo:
    """What resolvers of a plan are told: of ``strawberry.Info`` what they use."""

    __slots__ = ("context", "operation")

    def __init__(self, context: Any, operation: OperationDefinitionNode) -> None:
        self.context = context
        self.operation = operation


class Plan:
    """Made by ``plans_of``; runs any number of times, for any viewer."""

    def __init__(
        self,
        schema: strawberry.Schema,
        fragments: Fragments,
        operation: OperationDefinitionNode,
        fields: Fields,
    ) -> None:
        """Raises Uncompiled for an operation that is left to graphql-core."""
        core: GraphQLSchema = schema._schema
        if operation.operation is not OperationType.QUERY or operation.directives or core.query_type is None:
            raise Uncompiled
        compiler = Compiler(core, fragments, fields)
        self._operation = operation
        self._variables = Variables(core, operation.variable_definitions or ())
        self._root = compiler.selection(core.query_type, [operation.selection_set])
        self._asked = [Asking(schema, definition, node) for definition, node in compiler.asked]

    async def run(self, context: Any, given: Mapping[str, Any]) -> dict[str, Any]:
        """The answer. Whatever it raises, graphql-core says better: run it there, with nothing kept of this run."""
        variables = self._variables.values(given)
        arguments = [asked.arguments(variables) for asked in self._asked]
        info = OperationInfo(context, self._operation)
        [answer] = await self._root.answers([None], Asked(info, arguments))
        return answer


def named(operation: OperationDefinitionNode) -> str | None:
    """The operation's name, if it has one."""
    return operation.name.value if operation.name else None


class Plans(dict[str | None, Plan]):
    """By the name of the operation. fields: how many were compiled, which is what they cost to keep."""

    fields = 0


def plans_of(schema: strawberry.Schema, document: DocumentNode) -> Plans:
    """The plans of a valid document's operations: of those that are not left to graphql-core."""
    fragments, fields, plans = fragments_of(document), Fields(), Plans()
    for each in document.definitions:
        if isinstance(each, OperationDefinitionNode):
            with suppress(Uncompiled, GraphQLError):
                plans[named(each)] = Plan(schema, fragments, each, fields)
    plans.fields = fields.count
    return plans
