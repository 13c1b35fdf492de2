"""Every projection of one ledger."""

from __future__ import annotations

from projections.aid.projection import Aid
from projections.engine.projection import Projection
from projections.funds.projection import Funds
from projections.histories.projection import Histories
from projections.registry.projection import Registry


def all_projections(code: str) -> tuple[Projection, ...]:
    """Those of the province with this code, whose policy decides what is due."""
    return (Registry(), Aid(code), Funds(), Histories())
