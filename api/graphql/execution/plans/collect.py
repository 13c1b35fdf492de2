"""Which fields are selected of an object, fragments written out: the same for every object of its type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    is_abstract_type,
)

from api.graphql.execution.plans.uncompiled import Uncompiled
from api.graphql.execution.root_fields import Fragments


class Collector:
    """For one document of a schema."""

    def __init__(self, schema: GraphQLSchema, fragments: Fragments) -> None:
        self._schema = schema
        self._fragments = fragments

    def fields(
        self, kind: GraphQLObjectType, selected: Iterable[SelectionSetNode]
    ) -> dict[str, list[FieldNode]]:
        """By their keys in the answer, in its order. Raises Uncompiled where directives decide."""
        found: dict[str, list[FieldNode]] = {}
        entered: set[str] = set()
        for selections in selected:
            for field in self._within(kind, selections, entered):
                found.setdefault((field.alias or field.name).value, []).append(field)
        return found

    def _within(
        self, kind: GraphQLObjectType, selected: SelectionSetNode, entered: set[str]
    ) -> Iterator[FieldNode]:
        for selection in selected.selections:
            if selection.directives:
                raise Uncompiled
            if isinstance(selection, FieldNode):
                yield selection
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                if condition is None or self._is_of(kind, condition.name.value):
                    yield from self._within(kind, selection.selection_set, entered)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in entered:
                entered.add(selection.name.value)
                fragment = self._fragments[selection.name.value]
                if fragment.directives:
                    raise Uncompiled
                if self._is_of(kind, fragment.type_condition.name.value):
                    yield from self._within(kind, fragment.selection_set, entered)

    def _is_of(self, kind: GraphQLObjectType, condition: str) -> bool:
        wanted = self._schema.get_type(condition)
        return wanted is kind or (is_abstract_type(wanted) and self._schema.is_sub_type(wanted, kind))
