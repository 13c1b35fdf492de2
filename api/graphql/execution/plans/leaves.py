"""How values are written where an answer ends: what graphql-core does with each, found out once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, cast

from graphql import (
    GraphQLEnumType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLOutputType,
    is_leaf_type,
)
from strawberry.schema.schema_converter import CustomGraphQLEnumType

from api.graphql.execution.plans.uncompiled import Uncompiled

Write = Callable[[Any], Any]

# Values that may stay as they are, by the type's name. {v}: the value; whatever else it is, its writer looks at it.
AS_IT_IS: Mapping[str, str] = {
    "String": "{v}.__class__ is str",
    "ID": "{v}.__class__ is str",
    "Boolean": "{v}.__class__ is bool",
    "Int": "{v}.__class__ is int and -2147483648 <= {v} <= 2147483647",
}


def is_leaf(kind: GraphQLOutputType) -> bool:
    """Whether an answer ends with values of this type, or with lists of them."""
    while isinstance(kind, (GraphQLNonNull, GraphQLList)):
        kind = kind.of_type
    return is_leaf_type(kind)


def writer(kind: GraphQLOutputType) -> Write:
    """Writes values of a type. It raises Uncompiled for None where there must be a value."""
    if not isinstance(kind, GraphQLNonNull):
        return _or_nothing(_present(kind))
    return _or_else(_present(kind.of_type))


def written(kind: GraphQLOutputType, value: str, write: str) -> str:
    """The expression that writes the value. value, write: the names of both."""
    inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    as_it_is = AS_IT_IS.get(getattr(inner, "name", ""))
    return (
        f"({value} if {as_it_is.format(v=value)} else {write}({value}))" if as_it_is else f"{write}({value})"
    )


def _present(kind: Any) -> Write:
    if isinstance(kind, GraphQLList):
        each = writer(kind.of_type)
        return lambda values: [each(value) for value in values]
    return _names(kind) if isinstance(kind, CustomGraphQLEnumType) else _coerced(kind)


def _names(kind: CustomGraphQLEnumType) -> Write:
    own = cast("type[Enum]", kind.wrapped_cls)
    names = {member.name: kind.coerce_output_value(member) for member in own}

    def write(value: Any) -> Any:
        return names[value.name] if value.__class__ is own else kind.coerce_output_value(value)

    return write


def _coerced(kind: GraphQLLeafType | GraphQLEnumType) -> Write:
    def write(value: Any) -> Any:
        # graphql-core refuses a value that turns out to be none.
        if (shown := kind.coerce_output_value(value)) is None:
            raise Uncompiled
        return shown

    return write


def _or_nothing(write: Write) -> Write:
    return lambda value: None if value is None else write(value)


def _or_else(write: Write) -> Write:
    def present(value: Any) -> Any:
        if value is None:
            raise Uncompiled
        return write(value)

    return present
