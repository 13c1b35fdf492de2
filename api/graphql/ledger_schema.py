"""The schema of the ledger: the one that is served, printed and held to the contract."""

from functools import cache

from api.graphql.mutations.root import Mutation
from api.graphql.schema import Schema, build_schema
from api.graphql.schema_roots import TYPES, Query, Subscription


@cache
def ledger_schema() -> Schema:
    """Built once a process."""
    return build_schema(Query, Mutation, Subscription, TYPES)
