"""What a scheme pays (资助标准)."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

import strawberry

from api.graphql.enums import Scheme
from api.graphql.execution.errors import ClientError, RequestCode
from api.graphql.field import Info, query
from api.graphql.scalars import Money
from domain.policy.calendar import Month
from domain.policy.policy import Policy as PolicyOfProvince
from domain.policy.rates import Rate


@strawberry.type(description="资助标准: what a scheme pays, from the term on in which it came into force.")
class Policy:
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


@query("资助标准: what a scheme pays in a month; before the scheme began it is an error.")
def policy(
    info: Info,
    scheme: Annotated[Scheme, strawberry.argument(description="资助项目: the scheme.")],
    month: Annotated[Month, strawberry.argument(description="月份: the month.")],
    province: Annotated[
        str | None,
        strawberry.argument(description="省份代码: two digits; this ledger's province when left out."),
    ] = None,
) -> Policy:
    own = info.context.ledger.policy
    if province is not None and not own.divisions.exists(f"{province}0000"):
        raise ClientError(
            "There is no province {code}.", RequestCode.INVALID_INPUT, ["province"], code=province[:6]
        )
    rates = (PolicyOfProvince.load(province) if province else own).rates
    rate = rates.in_force(scheme, month)
    if rate is None:
        raise ClientError(
            "The scheme paid nothing yet in {month}.", RequestCode.INVALID_INPUT, ["month"], month=month
        )
    return Policy.of(rate)
