"""The roots of the schema that only read, and the types that no field names but `node` can give."""

from __future__ import annotations

import strawberry

from api.graphql.roots.aid import AidQueries
from api.graphql.roots.funds import FundsQueries
from api.graphql.roots.log import LogQueries
from api.graphql.roots.registry import RegistryQueries
from api.graphql.subscription import Subscription
from api.graphql.types.status_change import StatusChange

__all__ = ["TYPES", "Query", "Subscription"]

TYPES: tuple[type, ...] = (StatusChange,)


@strawberry.type(
    description="查询: everything is read at one position of the ledger, and only within your scope."
)
class Query(LogQueries, RegistryQueries, AidQueries, FundsQueries):
    """The contract's Query."""
