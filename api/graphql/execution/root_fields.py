"""The fields at the top of an operation, and whether they ask for the schema itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from api.graphql.execution.errors import ClientError, RequestCode

MOST_INTROSPECTIONS = 5

Fragments = Mapping[str, FragmentDefinitionNode]


def fragments_of(document: DocumentNode) -> Fragments:
    """The fragments of a document by name."""
    return {
        each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }


def root_fields(operation: OperationDefinitionNode, fragments: Fragments) -> Iterator[FieldNode]:
    """Those at the top, within fragments too."""
    return _fields(operation.selection_set, fragments, set())


def _fields(selected: SelectionSetNode, fragments: Fragments, entered: set[str]) -> Iterator[FieldNode]:
    for selection in selected.selections:
        match selection:
            case FieldNode():
                yield selection
            case InlineFragmentNode():
                yield from _fields(selection.selection_set, fragments, entered)
            case FragmentSpreadNode() if selection.name.value not in entered:
                # Each is entered once, as when it is executed: spread twice at every level, they double at each.
                entered.add(selection.name.value)
                yield from _fields(fragments[selection.name.value].selection_set, fragments, entered)


def asks_for_schema(operation: OperationDefinitionNode, fragments: Fragments) -> bool:
    """Is it a question about the schema? Then it is one about nothing else."""
    return any(_is_introspection(field) for field in root_fields(operation, fragments))


def refuse_mixed(document: DocumentNode) -> None:
    """Raises ClientError for an operation that asks for the schema many times, or for data beside it."""
    fragments = fragments_of(document)
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            _refuse_mixed(list(root_fields(operation, fragments)))


def _refuse_mixed(fields: list[FieldNode]) -> None:
    introspections = sum(_is_introspection(field) for field in fields)
    if introspections > MOST_INTROSPECTIONS:
        raise ClientError(
            "The operation asks for the schema more than {limit} times.",
            RequestCode.TOO_COMPLEX,
            limit=MOST_INTROSPECTIONS,
        )
    if introspections and any(not field.name.value.startswith("__") for field in fields):
        raise ClientError(
            "Ask for the schema in an operation of its own, and for data in another one.",
            RequestCode.TOO_COMPLEX,
        )


def _is_introspection(field: FieldNode) -> bool:
    return field.name.value in ("__schema", "__type")
