"""The values of an operation's variables, looked at before anything is executed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLSchema,
    ListValueNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    ValueNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.utilities import type_from_ast

from api.graphql.execution.errors import ClientError, RequestCode
from api.graphql.execution.input_values import Mistake, Path, mistakes
from api.graphql.execution.root_fields import Fragments, fragments_of, root_fields
from api.graphql.execution.rules import invalid
from api.language import Message


def wrong_variables(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    given: Mapping[str, Any],
    most: int,
) -> list[GraphQLError]:
    """The first errors that their values hold. The input of a mutation may hold text that is no value."""
    if not operation.variable_definitions:
        return []
    try:
        if not any(_mistakes(schema, operation, given, {}, set())):
            return []  # as nearly always: where they stand need not be found out
    except RecursionError:
        return [ClientError("The variables nest too deeply.", RequestCode.TOO_COMPLEX)]
    fragments = fragments_of(document)
    places = Places(operation, *fragments.values())
    forgiven = _of_input_alone(operation, fragments, places)
    return [*map(invalid, islice(_mistakes(schema, operation, given, places.first, forgiven), most))]


def _mistakes(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    given: Mapping[str, Any],
    places: Mapping[str, Path],
    forgiven: set[str],
) -> Iterator[Mistake]:
    for definition in operation.variable_definitions or ():
        name = definition.variable.name.value
        kind: GraphQLInputType | None = type_from_ast(schema, definition.type)  # type: ignore[assignment]
        at = places.get(name, (name,))
        if kind is None:
            continue
        if name in given:
            yield from mistakes(given[name], kind, at, forgiving=name in forgiven)
        elif definition.default_value is None and str(kind).endswith("!"):
            yield Mistake(at, Message("A value is required."))


class Places(Visitor):
    """Where variables stand: the argument and input field of each one's first use, and how often it is used."""

    def __init__(self, *nodes: Node) -> None:
        super().__init__()
        self.first: dict[str, Path] = {}
        self.uses: dict[str, int] = {}
        for node in nodes:
            visit(node, self)

    def enter_argument(self, node: ArgumentNode, *_args: Any) -> None:
        self._within(node.value, (node.name.value,))

    def _within(self, value: ValueNode, path: Path) -> None:
        match value:
            case VariableNode():
                name = value.name.value
                self.first.setdefault(name, path)
                self.uses[name] = self.uses.get(name, 0) + 1
            case ListValueNode():
                for index, item in enumerate(value.values):
                    self._within(item, (*path, str(index)))
            case ObjectValueNode():
                for field in value.fields:
                    self._within(field.value, (*path, field.name.value))


def _of_input_alone(operation: OperationDefinitionNode, fragments: Fragments, everywhere: Places) -> set[str]:
    """Variables that stand in the inputs of mutations and nowhere else."""
    if operation.operation is not OperationType.MUTATION:
        return set()
    uses: dict[str, int] = {}
    for field in root_fields(operation, fragments):
        for name, times in Places(*(field.arguments or ())).uses.items():
            uses[name] = uses.get(name, 0) + times
    return {name for name, times in uses.items() if everywhere.uses.get(name) == times}
