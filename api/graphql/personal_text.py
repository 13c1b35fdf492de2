"""Free text about a person, for those who may see what it stands in; whoever reads it is on record."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from graphql import OperationType

from api.graphql.context import Context
from api.graphql.field import Info
from api.graphql.loaders import One
from domain.ledger.privacy import unseal_known
from domain.personal_text import SEALED, Text

Key = tuple[UUID, bytes | None]


async def _keys(context: Context, persons: Iterable[UUID], _at: int) -> list[Key]:
    return list((await context.ledger.keys_of(persons)).items())


KEYS = One(_keys, key=lambda pair: pair[0])


async def text_about(info: Info, person: UUID, text: Text | None, at: int) -> str | None:
    """The text; None where there is none, where it cannot be read any more, and of a person who was erased."""
    if not text:
        return None
    key: Key | None = await info.context.loaders(at).one(KEYS).load(person)
    if key is None:
        return None
    shown = text if isinstance(text, str) else unseal_known(dict([key]), person, text[SEALED])
    if shown:
        await _look(info, person)
    return shown


async def _look(info: Info, person: UUID) -> None:
    """One entry an operation, before its answer leaves; one that has no end answers with every event."""
    info.context.looked_at.add(person)
    if info.operation.operation is OperationType.SUBSCRIPTION:
        await info.context.record_looks()
