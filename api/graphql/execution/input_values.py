"""What is wrong with the values of a request, said where it is wrong: the same for variables and for literals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from graphql import (
    BooleanValueNode,
    EnumValueNode,
    FloatValueNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    StringValueNode,
    Undefined,
    ValueNode,
    is_required_input_field,
)

from api.graphql.scalars import Unreadable
from api.language import Listed, Message

Path = tuple[str, ...]

BUILT_IN: Mapping[str, Message] = {
    "String": Message("A text is expected, in quotes."),
    "ID": Message("An id is a text, in quotes."),
    "Int": Message("A whole number is expected, of 32 bits at most."),
    "Float": Message("A number is expected."),
    "Boolean": Message("true or false is expected."),
}


LONGEST_NUMBER = (
    25  # digits of a literal that are looked at: no value has as many, and Python refuses thousands
)


class Word(str):
    """A bare word in a document: a value of an enum and of nothing else."""


class Mistake(NamedTuple):
    """What is wrong, and where."""

    path: Path
    why: Message


def mistakes(
    value: Any, kind: GraphQLInputType, path: Path, *, forgiving: bool, literal: bool = False
) -> Iterator[Mistake]:
    """Every part of a value that its type does not take.

    forgiving: text that no scalar can read is let through, for who takes it to refuse. literal: the value stands in
    the document (see ``plain``), not in the variables. Raises RecursionError for one that nests without end.
    """
    if value is Undefined:  # a variable, which is looked at on its own
        return
    if isinstance(kind, GraphQLNonNull):
        if value is None:
            yield Mistake(path, Message("A value is required."))
            return
        kind = kind.of_type
    if value is None:
        return
    match kind:
        case GraphQLList():
            items = enumerate(value) if isinstance(value, list) else [(None, value)]
            for index, item in items:
                at = path if index is None else (*path, str(index))
                yield from mistakes(item, kind.of_type, at, forgiving=forgiving, literal=literal)
        case GraphQLInputObjectType():
            yield from _in_object(value, kind, path, forgiving, literal)
        case GraphQLEnumType():
            if not isinstance(value, Word if literal else str) or value not in kind.values:
                yield Mistake(path, Message("One of these is expected: {known}.", known=Listed(kind.values)))
        case GraphQLScalarType():
            why = _unread(value, kind, forgiving, literal)
            if why is not None:
                yield Mistake(path, why)


def _in_object(
    value: Any, kind: GraphQLInputObjectType, path: Path, forgiving: bool, literal: bool
) -> Iterator[Mistake]:
    if not isinstance(value, dict):
        yield Mistake(path, Message("An object with fields is expected."))
        return
    for name in value.keys() - kind.fields.keys():
        yield Mistake((*path, name), Message("There is no such field."))
    for name, field in kind.fields.items():
        if name in value:
            yield from mistakes(value[name], field.type, (*path, name), forgiving=forgiving, literal=literal)
        elif is_required_input_field(field):
            yield Mistake((*path, name), Message("A value is required."))


def _unread(value: Any, kind: GraphQLScalarType, forgiving: bool, literal: bool) -> Message | None:
    whole = kind.name in ("Int", "ID")
    if isinstance(value, Word) or (literal and whole and isinstance(value, float)):
        return BUILT_IN.get(kind.name) or _expected(kind)
    try:
        read = kind.parse_value(value)
    except GraphQLError as error:
        return BUILT_IN.get(kind.name) or Message(error.message)
    return Message(read.expected) if isinstance(read, Unreadable) and not forgiving else None


def _expected(kind: GraphQLScalarType) -> Message:
    try:
        kind.parse_value(0)
    except GraphQLError as error:
        return Message(error.message)
    return Message("A value is expected, not a bare word.")


def plain(node: ValueNode) -> Any:
    """The value of a literal as JSON would hold it; bare words are ``Word``, variables Undefined."""
    match node:
        case NullValueNode():
            return None
        case IntValueNode():
            return int(node.value[:LONGEST_NUMBER])
        case FloatValueNode():
            return float(node.value)
        case StringValueNode() | BooleanValueNode():
            return node.value
        case EnumValueNode():
            return Word(node.value)
        case ListValueNode():
            return [plain(item) for item in node.values]
        case ObjectValueNode():
            return {field.name.value: plain(field.value) for field in node.fields}
    return Undefined
