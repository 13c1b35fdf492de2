"""Expected refusals as callers see them."""

import strawberry

from api.graphql.enums import ErrorCode
from api.graphql.scalars import Json
from api.language import Language, say
from domain.refusal import Refusal


@strawberry.type(
    description=(
        "业务拒绝: why something was refused, and nothing was recorded for it; "
        "among warnings, what to look at in what was done all the same."
    )
)
class UserError:
    code: ErrorCode = strawberry.field(description="拒绝代码: stable, for programs.")
    message: str = strawberry.field(description="说明: for people, in the language of Accept-Language.")
    path: list[str] = strawberry.field(
        description="字段路径: the field of the input that caused it, outermost first; empty for none."
    )
    details: Json | None = strawberry.field(description="详情: the values that the message names, as data.")


def user_error(refusal: Refusal, language: Language) -> UserError:
    """The entry for one refusal."""
    details = refusal.details
    return UserError(
        code=refusal.code,
        message=say(refusal.template, language, **details),
        path=[str(part) for part in refusal.path],
        details=details or None,
    )
