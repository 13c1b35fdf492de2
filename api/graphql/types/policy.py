"""What a scheme pays (资助标准)."""

from __future__ import annotations

from functools import lru_cache

import strawberry

from api.graphql.enums import Scheme
from api.graphql.scalars import Money
from domain.policy.rates import Rate


@strawberry.type(description="资助标准: what a scheme pays, from the term on in which it came into force.")
class Policy:
    """The contract's Policy."""

    scheme: Scheme = strawberry.field(description="资助项目: the scheme.")
    version: str = strawberry.field(description="标准版本: its name; payments keep it.")
    per_year: Money = strawberry.field(description="年标准: yuan a school year, ten payable months.")
    per_month: Money = strawberry.field(description="月标准: yuan a payable month.")
    study_years: list[int] = strawberry.field(description="覆盖学年级: the study years that are covered.")
    source: str = strawberry.field(description="政策依据: the document that set it.")

    @classmethod
    @lru_cache(maxsize=256)
    def of(cls, rate: Rate) -> Policy:
        """The same for all who ask: it never changes."""
        return cls(
            scheme=rate.scheme,
            version=rate.version,
            per_year=rate.per_year,
            per_month=rate.per_month,
            study_years=list(rate.study_years),
            source=rate.source,
        )
