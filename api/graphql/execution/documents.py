"""Query texts, parsed, validated and compiled once and then remembered: each costs more than most executions."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    parse,
    validate,
)

from api.graphql.execution.aside import Aside
from api.graphql.execution.complexity import MOST_TOKENS, refuse_complex, refuse_long
from api.graphql.execution.errors import ClientError, RequestCode
from api.graphql.execution.plans.plan import Plan, Plans, named
from api.graphql.execution.root_fields import refuse_mixed
from api.graphql.execution.rules import RULES

MOST_REMEMBERED = 64 * 1024  # characters of texts; a document takes 140 times its text
A_FIELD = 5  # characters that a compiled field counts as, by what it takes
MOST_ERRORS = 5


class InvalidDocument(Exception):
    """A query text that can't be executed, with every reason why (at most five)."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__("the document is not valid")
        self.errors = list(errors)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A valid document. plans: of those of its operations that are compiled. size: in characters, for the limit."""

    document: DocumentNode
    plans: Plans
    size: int

    def plan_of(self, operation: OperationDefinitionNode) -> Plan | None:
        """None for an operation that is left to graphql-core."""
        return self.plans.get(named(operation))


class Documents:
    """The valid documents of one schema, by text. Invalid ones are forgotten: they would push out others."""

    def __init__(
        self, schema: GraphQLSchema, aside: Aside, compiled: Callable[[DocumentNode], Plans]
    ) -> None:
        self._schema = schema
        self._aside = aside
        self._compiled = compiled
        self._known: OrderedDict[str, Prepared] = OrderedDict()
        self._characters = 0

    async def prepare(self, text: str, whose: str) -> Prepared:
        """The valid document, made beside the event loop unless it is known. Raises InvalidDocument."""
        return self.known(text) or self._remembered(
            text, await self._aside.run(whose, lambda: self._made(text))
        )

    def prepared(self, text: str) -> Prepared:
        """The same at once, for a text that was prepared a moment ago."""
        return self.known(text) or self._remembered(text, self._made(text))

    def known(self, text: str) -> Prepared | None:
        """The document if it is remembered."""
        if text in self._known:
            self._known.move_to_end(text)
        return self._known.get(text)

    def _made(self, text: str) -> Prepared:
        document = valid(self._schema, text)
        plans = self._compiled(document)
        return Prepared(document, plans, len(text) + A_FIELD * plans.fields)

    def _remembered(self, text: str, made: Prepared) -> Prepared:
        if text not in self._known:
            self._known[text] = made
            self._characters += made.size
        while self._characters > MOST_REMEMBERED:
            _, forgotten = self._known.popitem(last=False)
            self._characters -= forgotten.size
        return made


def valid(schema: GraphQLSchema, text: str) -> DocumentNode:
    """The document in a text. Raises InvalidDocument."""
    try:
        refuse_long(text)
        document = parse(text, max_tokens=MOST_TOKENS)
        refuse_complex(document)
        errors = validate(schema, document, RULES, max_errors=MOST_ERRORS, hide_suggestions=True)
        if not errors:
            refuse_mixed(document)
            return document
    except GraphQLSyntaxError as error:
        raise InvalidDocument([_coded(error, RequestCode.PARSE_FAILED)]) from None
    except ClientError as error:
        raise InvalidDocument([error]) from None
    raise InvalidDocument([_coded(error, RequestCode.VALIDATION_FAILED) for error in errors[:MOST_ERRORS]])


def operation_of(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The operation to run. Raises ClientError when the request leaves open which, or names none there is."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if name is None and len(operations) > 1:
        raise ClientError(
            "The document holds several operations: say which with 'operationName'.", RequestCode.BAD_REQUEST
        )
    for operation in operations:
        if name is None or (operation.name is not None and operation.name.value == name):
            return operation
    if name is None:
        raise ClientError("The document holds no operation.", RequestCode.BAD_REQUEST)
    raise ClientError("The document holds no operation of that name.", RequestCode.BAD_REQUEST)


def _coded(error: GraphQLError, code: RequestCode) -> GraphQLError:
    error.extensions = {"code": code, **(error.extensions or {})}
    return error
