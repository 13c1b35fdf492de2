"""What every input holds, and how a resolver takes it."""

import strawberry

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
