"""The centre's share of grant and waiver (rules §8); tiers in data/central_share.toml."""

from __future__ import annotations

from dataclasses import dataclass

from domain.policy.calendar import Term
from domain.policy.tables import table


@dataclass(frozen=True, eq=False)
class CentralShare:
    """What the centre pays in one province; the rest is split by the province's own table.

    tiers: (the term from which it holds, percent), the newest last.
    """

    tiers: tuple[tuple[Term, int], ...]

    @classmethod
    def load(cls, province: str) -> CentralShare:
        rows = [row for row in table("central_share")["tier"] if province in row["provinces"]]
        return cls(tuple(sorted((Term.parse(row["from"]), row["percent"]) for row in rows)))

    def percent(self, term: Term) -> int | None:
        """None before 2019, and for what is no province."""
        begun = [percent for since, percent in self.tiers if since <= term]
        return begun[-1] if begun else None
