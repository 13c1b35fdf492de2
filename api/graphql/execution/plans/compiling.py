"""From the selections of a document to a plan's: each field is looked at once, whatever it is asked of later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    SelectionSetNode,
)
from strawberry.types.field import StrawberryField

from api.graphql.execution.plans.collect import Collector
from api.graphql.execution.plans.leaves import is_leaf, shortcut, writer
from api.graphql.execution.plans.resolving import (
    awaited,
    called,
    is_attribute,
    is_awaited,
    is_of_all,
    values_of,
)
from api.graphql.execution.plans.selection import Lists, Objects, Selection, Shape, Step, Written
from api.graphql.execution.plans.uncompiled import Uncompiled
from api.graphql.execution.root_fields import Fragments

MOST_FIELDS = 500  # of all operations of a document; one of this house has fifty


class Fields:
    """How many were compiled of a document."""

    def __init__(self) -> None:
        self.count = 0

    def take(self) -> None:
        """One more. Raises Uncompiled when it is one too many."""
        if self.count == MOST_FIELDS:
            raise Uncompiled
        self.count += 1


class Compiler:
    """For one operation. asked: of each field with a resolver, what it is and where; a step's number is its place."""

    def __init__(self, schema: GraphQLSchema, fragments: Fragments, fields: Fields) -> None:
        self._schema = schema
        self._collect = Collector(schema, fragments)
        self._fields = fields
        self.asked: list[tuple[GraphQLField, FieldNode]] = []

    def selection(self, kind: GraphQLObjectType, selected: Iterable[SelectionSetNode]) -> Selection:
        """Raises Uncompiled for what is left to graphql-core."""
        function, steps = _Function(), []
        for key, nodes in self._collect.fields(kind, selected).items():
            self._fields.take()
            name = nodes[0].name.value
            if name == "__typename":
                function.constant(key, kind.name)
                continue
            if name not in kind.fields:  # introspection
                raise Uncompiled
            definition = kind.fields[name]
            field: StrawberryField = definition.extensions["strawberry-definition"]
            if is_attribute(field) and is_leaf(definition.type):
                function.attribute(key, definition, field)
                continue
            number = self._ask(definition, nodes[0])
            if is_leaf(definition.type) and not is_awaited(field) and not is_of_all(field):
                function.resolver(key, definition, field, number)
                continue
            function.constant(key, None)  # in its place; its step fills it in
            steps.append(self._step(key, number, definition, field, nodes))
        return Selection(function.made(), steps)

    def _ask(self, definition: GraphQLField, node: FieldNode) -> int:
        self.asked.append((definition, node))
        return len(self.asked) - 1

    def _step(
        self, key: str, number: int, definition: GraphQLField, field: StrawberryField, nodes: list[FieldNode]
    ) -> Step:
        shape = self._shape(definition, field, [node.selection_set for node in nodes if node.selection_set])
        if is_awaited(field):
            return Step(key, number, None, awaited(field), shape)
        return Step(key, number, values_of(field), None, shape)

    def _shape(
        self, definition: GraphQLField, field: StrawberryField, selected: list[SelectionSetNode]
    ) -> Shape:
        if is_leaf(definition.type):
            return Written(writer(definition.type))
        kind, nullable = _present(definition.type)
        if not isinstance(kind, GraphQLList):
            return Objects(self._below(kind, selected), nullable, is_of_all(field))
        entry, entry_nullable = _present(kind.of_type)
        return Lists(Objects(self._below(entry, selected), entry_nullable, shared=False), nullable)

    def _below(self, kind: Any, selected: list[SelectionSetNode]) -> Mapping[type | None, Selection]:
        """By the Python type of an object; under None where there is but one."""
        if isinstance(kind, GraphQLObjectType):
            return {None: self.selection(kind, selected)}
        if not isinstance(kind, GraphQLInterfaceType):  # a union, or a list of lists
            raise Uncompiled
        return {
            each.extensions["strawberry-definition"].origin: self.selection(each, selected)
            for each in self._schema.get_possible_types(kind)
        }


class _Function:
    """The text of the function that makes the answer of one object, as it grows. In it ``o`` is the object."""

    def __init__(self) -> None:
        self._space: dict[str, Any] = {}
        self._lines: list[str] = []
        self._entries: list[str] = []

    def constant(self, key: str, value: str | None) -> None:
        self._entries.append(f"{key!r}: {value!r}")

    def attribute(self, key: str, definition: GraphQLField, field: StrawberryField) -> None:
        self._write(key, definition, f"o.{field.python_name}")

    def resolver(self, key: str, definition: GraphQLField, field: StrawberryField, number: int) -> None:
        resolver = field.base_resolver
        assert resolver is not None
        self._space[f"resolve{number}"] = resolver.wrapped_func
        arguments = f"**arguments[{number}]" if field.arguments else ""
        self._write(key, definition, called(resolver, f"resolve{number}", arguments))

    def _write(self, key: str, definition: GraphQLField, value: str) -> None:
        n = len(self._entries)
        self._space[f"write{n}"] = writer(definition.type)
        self._lines.append(f"    v{n} = {value}\n")
        written = f"write{n}(v{n})"
        if short := shortcut(definition.type):
            self._space |= {f"own{n}": short.own, f"by{n}": short.by}
            at_once = short.expression.format(v=f"v{n}", by=f"by{n}")
            further = short.further.format(v=f"v{n}")
            written = f"({at_once} if v{n}.__class__ is own{n} and {further} else {written})"
        self._entries.append(f"{key!r}: {written}")

    def made(self) -> Any:
        text = (
            f"def make(o, info, arguments):\n{''.join(self._lines)}    return {{{', '.join(self._entries)}}}"
        )
        # Keys and attributes are names of GraphQL, which validation has let through, and of this schema.
        exec(text, self._space)  # noqa: S102
        return self._space["make"]


def _present(kind: Any) -> tuple[Any, bool]:
    """A type without its exclamation mark, and whether there was none."""
    return (kind.of_type, False) if isinstance(kind, GraphQLNonNull) else (kind, True)
