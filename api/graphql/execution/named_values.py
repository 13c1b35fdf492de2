"""GraphQL's rule for literal values, made to name the argument and input field that hold the wrong one."""

from typing import Any

from graphql import (
    ArgumentNode,
    GraphQLError,
    GraphQLInputType,
    ValueNode,
    VariableDefinitionNode,
    VisitorAction,
)
from graphql.language import SKIP
from graphql.pyutils import print_path_list
from graphql.utilities.validate_input_value import validate_input_literal
from graphql.validation import ValuesOfCorrectTypeRule

from api.graphql.execution.errors import RequestCode


class NamedValuesRule(ValuesOfCorrectTypeRule):
    """As graphql-core's, whose message for a custom scalar says what is wrong but not where."""

    _holder = ""

    def enter_argument(self, node: ArgumentNode, *_args: Any) -> None:
        """Remembers which argument the next value belongs to."""
        self._holder = f"argument '{node.name.value}'"

    def enter_variable_definition(self, node: VariableDefinitionNode, *_args: Any) -> None:
        """Remembers which variable the next default belongs to."""
        self._holder = f"variable '${node.variable.name.value}'"

    def is_valid_value_node(self, node: ValueNode, input_type: GraphQLInputType | None) -> VisitorAction:
        """Reports every wrong part of a literal with its path."""

        def report(error: GraphQLError, path: list[str | int]) -> None:
            where = self._holder + (f" at {print_path_list(path).removeprefix(' at ')}" if path else "")
            message = f"Invalid value for {where}: {error.message}"
            self.report_error(
                GraphQLError(message, error.nodes or [node], extensions={"code": RequestCode.INVALID_INPUT})
            )

        if input_type is not None:
            validate_input_literal(node, input_type, report, None, None, self.context.hide_suggestions)
        return SKIP
