"""One query of a document, compiled: what is the same for every run is done once."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, cast

import strawberry
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLInputType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values
from graphql.utilities import type_from_ast
from strawberry.types.arguments import convert_arguments

from api.graphql.execution.input_values import mistakes
from api.graphql.execution.plans.compiling import Compiler, Fields
from api.graphql.execution.plans.resolving import Arguments
from api.graphql.execution.plans.selection import Asked
from api.graphql.execution.plans.uncompiled import Uncompiled
from api.graphql.execution.root_fields import Fragments, fragments_of
from api.graphql.execution.variables import Places

NO_VARIABLES = VariableValues(sources={}, coerced={})


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
        self._schema = schema
        self._core = core
        self._operation = operation
        self._kinds = {
            each.variable.name.value: type_from_ast(core, each.type)
            for each in operation.variable_definitions or ()
        }
        self._root = compiler.selection(core.query_type, [operation.selection_set])
        self._asked = compiler.asked
        self._constant = [
            None if _varies(node) else self._arguments(definition, node, NO_VARIABLES)
            for definition, node in compiler.asked
        ]

    async def run(self, context: Any, given: Mapping[str, Any]) -> dict[str, Any]:
        """The answer. Whatever it raises, graphql-core says better: run it there, with nothing kept of this run."""
        variables = self._variables(given)
        arguments = [
            self._arguments(*asked, variables) if constant is None else constant
            for asked, constant in zip(self._asked, self._constant, strict=True)
        ]
        info = OperationInfo(context, self._operation)
        [answer] = await self._root.answers([None], Asked(info, arguments))
        return answer

    def _variables(self, given: Mapping[str, Any]) -> VariableValues:
        if not self._kinds:
            return NO_VARIABLES
        for name, kind in self._kinds.items():
            if name in given and any(
                mistakes(given[name], cast(GraphQLInputType, kind), (), forgiving=False)
            ):
                raise Uncompiled
        values = get_variable_values(self._core, self._operation.variable_definitions or (), dict(given))
        if isinstance(values, list):
            raise Uncompiled
        return values

    def _arguments(self, definition: GraphQLField, node: FieldNode, variables: VariableValues) -> Arguments:
        field = definition.extensions["strawberry-definition"]
        if not field.arguments:
            return {}
        values = get_argument_values(definition, node, variables)
        registry = self._schema.schema_converter.scalar_registry
        return convert_arguments(values, field.arguments, registry, self._schema.config)


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


def _varies(node: FieldNode) -> bool:
    """Whether its arguments hold variables."""
    return bool(Places(*(node.arguments or ())).uses)
