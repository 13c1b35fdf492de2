"""The values of variables and arguments: what can be found out of them before they come is found out once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import strawberry
from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLNonNull,
    GraphQLSchema,
    Undefined,
    VariableDefinitionNode,
    is_leaf_type,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import (
    VariableValues,
    VariableValueSource,
    get_argument_values,
    get_variable_values,
)
from graphql.utilities import coerce_input_value
from strawberry.types.arguments import convert_argument

from api.graphql.execution.input_values import mistakes
from api.graphql.execution.plans.resolving import Arguments
from api.graphql.execution.plans.uncompiled import Uncompiled
from api.graphql.execution.variables import Places

NO_VARIABLES = VariableValues(sources={}, coerced={})


class Variables:
    """Of one operation."""

    def __init__(self, schema: GraphQLSchema, definitions: Sequence[VariableDefinitionNode]) -> None:
        """Raises Uncompiled for a variable that can hold no input."""
        self._schema = schema
        self._definitions = definitions
        self._signatures = [_signature(schema, each) for each in definitions]
        self._defaults = any(signature.default for signature in self._signatures)

    def values(self, given: Mapping[str, Any]) -> VariableValues:
        """As graphql-core has them. Raises Uncompiled for what they cannot hold."""
        for signature in self._signatures:
            value = given.get(signature.name, Undefined)
            if any(mistakes(value, signature.type, (), forgiving=False)):
                raise Uncompiled
        return self._coerced_with_defaults(given) if self._defaults else self._coerced(given)

    def _coerced(self, given: Mapping[str, Any]) -> VariableValues:
        sources, coerced = {}, {}
        for signature in self._signatures:
            name, kind = signature.name, signature.type
            if name in given:
                sources[name] = VariableValueSource(signature, given[name])
                if (value := coerce_input_value(given[name], kind)) is Undefined:
                    raise Uncompiled
                coerced[name] = value
            elif isinstance(kind, GraphQLNonNull):
                raise Uncompiled
            else:
                sources[name] = VariableValueSource(signature)
        return VariableValues(sources, coerced)

    def _coerced_with_defaults(self, given: Mapping[str, Any]) -> VariableValues:
        values = get_variable_values(self._schema, self._definitions, dict(given))
        if isinstance(values, list):
            raise Uncompiled
        return values


class Asking:
    """The arguments of one field where it stands."""

    def __init__(self, schema: strawberry.Schema, definition: GraphQLField, node: FieldNode) -> None:
        self._schema = schema
        self._definition = definition
        self._node = node
        self._arguments = [
            (schema.config.name_converter.from_argument(argument), argument)
            for argument in definition.extensions["strawberry-definition"].arguments
        ]
        varies = bool(Places(*(node.arguments or ())).uses)
        self._constant = None if varies else self._converted(NO_VARIABLES)

    def arguments(self, variables: VariableValues) -> Arguments:
        """As its resolver takes them. Raises GraphQLError for what they cannot hold."""
        return self._converted(variables) if self._constant is None else self._constant

    def _converted(self, variables: VariableValues) -> Arguments:
        if not self._arguments:
            return {}
        values = get_argument_values(self._definition, self._node, variables)
        return {
            argument.python_name: self._convert(name, argument, values[name])
            for name, argument in self._arguments
            if name in values
        }

    def _convert(self, name: str, argument: Any, value: Any) -> Any:
        if value is None or _is_leaf(self._definition.args[name].type):
            return value
        registry = self._schema.schema_converter.scalar_registry
        return convert_argument(value, argument.type, registry, self._schema.config, path=(name,))


def _signature(schema: GraphQLSchema, definition: VariableDefinitionNode) -> GraphQLVariableSignature:
    signature = get_variable_signature(schema, definition)
    if isinstance(signature, GraphQLError):
        raise Uncompiled
    return signature


def _is_leaf(kind: Any) -> bool:
    """Whether a value is taken as graphql-core made it."""
    return is_leaf_type(kind.of_type if isinstance(kind, GraphQLNonNull) else kind)
