"""Papers that support a decision, as callers name them."""

import strawberry


@strawberry.input(description="证明材料: a paper that supports a decision.")
class DocumentInput:
    kind: str = strawberry.field(description="材料类别: what kind of paper, 1 to 50 characters.")
    reference: str = strawberry.field(description="存档位置: where it is filed, 1 to 200 characters.")
    sha256: str | None = strawberry.field(
        default=None, description="扫描件摘要: SHA-256 of its scan, 64 hexadecimal digits."
    )
