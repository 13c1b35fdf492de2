"""How a mutation is declared: what it takes, the command that it is, what it answers with."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry.types.field import StrawberryField

from api.graphql.field import Info, root
from api.graphql.writing.command import asked_by, check
from api.graphql.writing.outcome import outcome_of
from api.graphql.writing.payload import Payload
from domain.command import Command

INPUT = strawberry.argument(name="input", description="输入: what is to be done.")


@strawberry.input
class Keyed:
    """The base of all inputs."""

    idempotency_key: str = strawberry.field(
        description=(
            "幂等键: 1 to 200 printable characters, new for each new request. The same key with the same input "
            "gives the first answer again; with another input it is refused IDEMPOTENCY_KEY_REUSED."
        )
    )


def mutation(
    given: type[Keyed], form: type[Command[Any]], shown: type[Payload], description: str
) -> StrawberryField:
    """A field of Mutation, named as what it is assigned to.

    form: the command, whose fields are those of the input; else TypeError. shown: what it answers with.
    """
    check(given, form)

    async def resolve(info: Info, given: Any) -> Any:
        return await shown.of(await outcome_of(info.context, asked_by(given, form)))

    resolve.__annotations__ |= {"given": Annotated[given, INPUT], "return": shown}
    return root("Mutation", resolve, description)
