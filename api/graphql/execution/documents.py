"""Query texts, parsed and validated once and then remembered: both cost more than most executions."""

from collections.abc import Sequence
from functools import lru_cache

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    parse,
    validate,
)

from api.graphql.execution.complexity import MOST_TOKENS, refuse_complex, refuse_long
from api.graphql.execution.errors import ClientError, RequestCode
from api.graphql.execution.rules import RULES

MOST_REMEMBERED = 128
MOST_ERRORS = 5


class InvalidDocument(Exception):
    """A query text that can't be executed, with every reason why (at most five)."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__("the document is not valid")
        self.errors = list(errors)


class Documents:
    """The valid documents of one schema, by text. Invalid ones are forgotten: they would push out others."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self.prepare = lru_cache(MOST_REMEMBERED)(self._prepare)

    def _prepare(self, text: str) -> DocumentNode:
        try:
            refuse_long(text)
            document = parse(text, max_tokens=MOST_TOKENS)
            refuse_complex(document)
        except GraphQLSyntaxError as error:
            raise InvalidDocument([_coded(error, RequestCode.PARSE_FAILED)]) from None
        except ClientError as error:
            raise InvalidDocument([error]) from None
        errors = validate(self._schema, document, RULES, max_errors=MOST_ERRORS, hide_suggestions=True)
        if errors:
            coded = [_coded(error, RequestCode.VALIDATION_FAILED) for error in errors[:MOST_ERRORS]]
            raise InvalidDocument(coded)
        return document


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
