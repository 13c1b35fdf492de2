"""The schema of the ledger: the one that is served, printed and held to the contract."""

from functools import cache

from strawberry.tools import create_type

from api.graphql.execution.schema import Schema, build_schema
from api.graphql.log.subscription import Subscription
from api.graphql.looks import LooksOnRecord
from api.graphql.relay.node import node_types
from api.graphql.rooms import root_fields


@cache
def ledger_schema() -> Schema:
    """Built once a process."""
    query = create_type(
        "Query",
        list(root_fields("Query")),
        description="查询: everything is read at one position of the ledger, and only within your scope.",
    )
    mutation = create_type(
        "Mutation",
        list(root_fields("Mutation")),
        description=(
            "写入: every way to change the ledger. Each takes one input with an idempotency key; "
            "an expected refusal is an entry in the payload's errors."
        ),
    )
    return build_schema(query, mutation, Subscription, node_types(), [LooksOnRecord])
