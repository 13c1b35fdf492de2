"""Arguments that many fields take, and inputs that mean a moment of the ledger."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry

from api.graphql.context import Context
from api.graphql.errors import ClientError, RequestCode
from api.graphql.scalars import Position
from domain.policy.calendar import Month, Term


@strawberry.input(
    description=(
        "截至: what was known, up to a position of the ledger or up to an instant of recording; one of the two. "
        "Left out: everything recorded so far."
    )
)
class AsOf:
    """The contract's AsOf."""

    position: Position | None = strawberry.field(
        default=None, description="截至台账位置: events up to this position count."
    )
    recorded_at: dt.datetime | None = strawberry.field(
        default=None, description="截至记录时刻: events recorded up to this instant count."
    )


First = Annotated[
    int | None, strawberry.argument(description="每页条数: rows of the page, 1 to 200; 50 when left out.")
]
After = Annotated[
    str | None, strawberry.argument(description="起始游标: the page follows this cursor of the same list.")
]
Known = Annotated[
    AsOf | None,
    strawberry.argument(
        name="asOf", description="截至: what was known then; left out, what is known at this reading."
    ),
]
SchoolCode = Annotated[
    str | None, strawberry.argument(description="学校标识码: only of this school, ten digits.")
]
DivisionPrefix = Annotated[
    str | None,
    strawberry.argument(
        description="行政区划代码前缀: only of this province, city or county, 2 to 6 digits."
    ),
]


async def moment(context: Context, known: AsOf | None, otherwise: int | None = None) -> int:
    """The position that ``asOf`` means; left out, ``otherwise`` or that of the operation."""
    if known is not None:
        return await context.as_of(known.position, known.recorded_at)
    return await context.position() if otherwise is None else otherwise


def digits(text: str | None, argument: str, longest: int) -> str | None:
    """A code made of digits, as given. Raises ClientError INVALID_INPUT for anything else."""
    if text is None or (text.isascii() and text.isdigit() and len(text) <= longest):
        return text
    raise ClientError(
        f"'{argument}' takes a code of at most {longest} digits.", RequestCode.INVALID_INPUT, [argument]
    )


def school_code(text: str | None) -> str | None:
    """The argument ``schoolCode``."""
    return digits(text, "schoolCode", 10)


def written(value: Month | Term | None) -> str | None:
    """A month or term as the tables write it; None when it was left out."""
    return None if value is None else str(value)
