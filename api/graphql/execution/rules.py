"""GraphQL's rules about arguments, made to name the argument and input field at fault, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLInputType,
    Node,
    SelectionSetNode,
    ValidationContext,
    ValueNode,
    VariableDefinitionNode,
    VisitorAction,
    is_required_argument,
    specified_rules,
)
from graphql.language import SKIP
from graphql.validation import (
    KnownArgumentNamesRule,
    OverlappingFieldsCanBeMergedRule,
    ProvidedRequiredArgumentsRule,
    ValuesOfCorrectTypeRule,
)
from graphql.validation.validate import ValidationAbortedError
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from api.graphql.execution.errors import ClientError, RequestCode
from api.graphql.execution.input_values import Mistake, Path, mistakes, plain
from api.language import Message

INVALID = "Invalid value for {place}: {why}"

# Of fields and fragments with each other, in graphql-core's units: its own limit takes a second. A field that is
# selected seventy times in one place costs as much; the operations of this house come to fifty.
MOST_COMPARISONS = 5_000


def invalid(mistake: Mistake, node: Node | None = None) -> ClientError:
    """A mistake as callers are told of it."""
    place = ".".join(mistake.path)
    return ClientError(
        INVALID, RequestCode.INVALID_INPUT, mistake.path, node=node, place=place, why=mistake.why
    )


class NamedValuesRule(ValuesOfCorrectTypeRule):
    """As graphql-core's. The input of a mutation may hold text that is no value: its resolver refuses it."""

    _holder: Path = ()

    def enter_argument(self, node: ArgumentNode, *_args: Any) -> None:
        """Remembers which argument the next value belongs to."""
        self._holder = (node.name.value,)

    def enter_variable_definition(self, node: VariableDefinitionNode, *_args: Any) -> None:
        """Remembers which variable the next default belongs to."""
        self._holder = (f"${node.variable.name.value}",)

    def is_valid_value_node(self, node: ValueNode, input_type: GraphQLInputType | None) -> VisitorAction:
        """Reports every wrong part of a literal with its path."""
        if input_type is not None:
            of_mutation = self.context.get_parent_type() is self.context.schema.mutation_type
            found = mistakes(plain(node), input_type, self._holder, forgiving=of_mutation, literal=True)
            for mistake in found:
                self.report_error(invalid(mistake, node))
        return SKIP


class NamedArgumentsRule(KnownArgumentNamesRule):
    def enter_argument(self, node: ArgumentNode, *_args: Any) -> None:
        """Reports an argument that the field does not have."""
        if self.context.get_argument() is None and self.context.get_field_def() is not None:
            self.report_error(
                invalid(Mistake((node.name.value,), Message("There is no such argument.")), node)
            )


class NamedRequirementsRule(ProvidedRequiredArgumentsRule):
    def leave_field(self, node: FieldNode, *_args: Any) -> VisitorAction:
        """Reports an argument that the field cannot do without."""
        missing = list(self._missing(node))
        for name in missing:
            self.report_error(invalid(Mistake((name,), Message("A value is required.")), node))
        return SKIP if missing else None

    def _missing(self, node: FieldNode) -> Iterator[str]:
        definition = self.context.get_field_def()
        given = {argument.name.value for argument in node.arguments or ()}
        for name, argument in (definition.args if definition else {}).items():
            if name not in given and is_required_argument(argument):
                yield name


class BoundedMergingRule(OverlappingFieldsCanBeMergedRule):
    """As graphql-core's, with a smaller budget and a sentence about what to do when it is spent."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = MOST_COMPARISONS

    def enter_selection_set(self, node: SelectionSetNode, *args: Any) -> None:
        """Raises ClientError for a document whose selections overlap too much."""
        try:
            super().enter_selection_set(node, *args)
        except ValidationAbortedError:
            raise ClientError(
                "The document selects the same fields again and again: select each once, and spread fewer fragments"
                " that overlap.",
                RequestCode.TOO_COMPLEX,
            ) from None


_OWN = {
    OverlappingFieldsCanBeMergedRule: BoundedMergingRule,
    ValuesOfCorrectTypeRule: NamedValuesRule,
    KnownArgumentNamesRule: NamedArgumentsRule,
    ProvidedRequiredArgumentsRule: NamedRequirementsRule,
}

# Built once: a rule class made anew for every request would make every cache key new.
RULES = (
    *(_OWN.get(rule, rule) for rule in specified_rules),
    MaybeNullValidationRule,
    OneOfInputValidationRule,
)
