"""Arguments that many fields take, and the input that means a moment of the ledger."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry

from api.graphql.context import Context
from api.graphql.execution.errors import ClientError, RequestCode
from api.graphql.scalars import Position


@strawberry.input(
    description=(
        "截至: what was known, up to a position of the ledger or up to an instant of recording; one of the two. "
        "Left out: everything recorded so far."
    )
)
class AsOf:
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
        "A code here has at most {limit} digits and nothing else.",
        RequestCode.INVALID_INPUT,
        [argument],
        limit=longest,
    )
