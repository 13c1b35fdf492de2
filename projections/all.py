"""Every projection of one ledger."""

from __future__ import annotations

from domain.policy.policy import Policy
from projections.aid.projection import Aid
from projections.engine.projection import Projection
from projections.funds.projection import Funds
from projections.histories.projection import Histories
from projections.registry.projection import Registry


def all_projections(policy: Policy) -> tuple[Projection, ...]:
    """policy: the ledger's, which decides what is due."""
    return (Registry(), Aid(policy), Funds(), Histories())
