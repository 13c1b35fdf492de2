"""How values are written where an answer ends: what graphql-core does with each, found out once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, NamedTuple, cast

from graphql import (
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLOutputType,
    is_leaf_type,
)
from strawberry.schema.schema_converter import CustomGraphQLEnumType

from api.graphql.execution.plans.uncompiled import Uncompiled
from domain.policy.calendar import Month, Term
from domain.policy.money import format_yuan

Write = Callable[[Any], Any]


class Shortcut(NamedTuple):
    """What to do at once with a value of one Python type.

    own: that type. expression: of the value {v}, where {by} stands for ``by``. further: what else must hold of {v}.
    """

    own: type
    expression: str = "{v}"
    by: Any = None
    further: str = "True"


SHORTCUTS: Mapping[str, Shortcut] = {
    "String": Shortcut(str),
    "ID": Shortcut(str),
    "Boolean": Shortcut(bool),
    "Int": Shortcut(int, further="-2147483648 <= {v} <= 2147483647"),
    "Date": Shortcut(dt.date, "{v}.isoformat()"),
    "Month": Shortcut(Month, "str({v})"),
    "Term": Shortcut(Term, "str({v})"),
    "Position": Shortcut(int, "str({v})"),
    "Money": Shortcut(int, "{by}({v})", format_yuan),
}


def is_leaf(kind: GraphQLOutputType) -> bool:
    """Whether an answer ends with values of this type, or with lists of them."""
    while isinstance(kind, (GraphQLNonNull, GraphQLList)):
        kind = kind.of_type
    return is_leaf_type(kind)


def writer(kind: GraphQLOutputType) -> Write:
    """Writes values of a type. It raises Uncompiled for None where there must be a value."""
    if isinstance(kind, GraphQLNonNull):
        return _present(kind.of_type)
    write = _present(kind)
    return lambda value: None if value is None else write(value)


def shortcut(kind: GraphQLOutputType) -> Shortcut | None:
    """What spares most values of a type their writer."""
    inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if isinstance(inner, CustomGraphQLEnumType):
        return Shortcut(inner.wrapped_cls, "{by}[{v}._name_]", _names(inner))
    return SHORTCUTS.get(getattr(inner, "name", ""))


def _present(kind: Any) -> Write:
    if isinstance(kind, GraphQLList):
        each = writer(kind.of_type)
        return _or_else(lambda values: [*map(each, values)])
    return _or_else(_named(kind) if isinstance(kind, CustomGraphQLEnumType) else _coerced(kind))


def _names(kind: CustomGraphQLEnumType) -> Mapping[str, str]:
    """What members are called in answers, by their names in Python."""
    members = cast("type[Enum]", kind.wrapped_cls)
    return {member.name: kind.coerce_output_value(member) for member in members}


def _named(kind: CustomGraphQLEnumType) -> Write:
    own, names, otherwise = kind.wrapped_cls, _names(kind), _coerced(kind)
    return lambda value: names[value._name_] if value.__class__ is own else otherwise(value)


def _coerced(kind: GraphQLLeafType) -> Write:
    def write(value: Any) -> Any:
        # graphql-core refuses a value that turns out to be none.
        if (shown := kind.coerce_output_value(value)) is None:
            raise Uncompiled
        return shown

    return write


def _or_else(write: Write) -> Write:
    def present(value: Any) -> Any:
        if value is None:
            raise Uncompiled
        return write(value)

    return present
