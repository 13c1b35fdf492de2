"""What every mutation answers with."""

import strawberry

from api.graphql.mutations.user_error import UserError
from api.graphql.scalars import Position


@strawberry.interface(
    description=(
        "写入结果: the answer of a mutation. An expected refusal is an entry in errors, with a stable code; "
        "nothing was then recorded for it."
    )
)
class Payload:
    """The contract's Payload."""

    position: Position | None = strawberry.field(
        description=(
            "台账位置: of the last event recorded; send it as the header Ledger-Position to read your own writes. "
            "Null when nothing was recorded."
        )
    )
    errors: list[UserError] = strawberry.field(description="业务拒绝: what was refused, and why.")
