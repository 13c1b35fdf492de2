"""Free text about a person, for those who may see what it stands in; whoever reads it is on record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


async def texts_about(info: Info, person: UUID, texts: Sequence[Text | None], at: int) -> list[str | None]:
    """Each text; None where there is none, where it cannot be read any more, and of a person who was erased."""
    key = await _key_of(info, person, at) if any(texts) else None
    shown = [_opened(key, text) for text in texts]
    if any(shown):
        await _look(info, person)
    return shown


async def text_about(info: Info, person: UUID, text: Text | None, at: int) -> str | None:
    """The same of one text."""
    [shown] = await texts_about(info, person, [text], at)
    return shown


def _opened(key: Key | None, text: Text | None) -> str | None:
    if key is None or text is None:
        return None
    return text if isinstance(text, str) else unseal_known(dict([key]), key[0], text[SEALED])


async def is_erased(info: Info, person: UUID, at: int) -> bool:
    return await _key_of(info, person, at) is None


async def _key_of(info: Info, person: UUID, at: int) -> Key | None:
    """None of a person who was erased. What has no end keeps no key from one event to the next."""
    if _is_endless(info):
        return next(iter(await _keys(info.context, [person], at)), None)
    key: Key | None = await info.context.loaders(at).one(KEYS).load(person)
    return key


async def _look(info: Info, person: UUID) -> None:
    """One entry an operation, before its answer leaves; one that has no end answers with every event."""
    info.context.looked_at.add(person)
    if _is_endless(info):
        await info.context.record_looks()


def _is_endless(info: Info) -> bool:
    return info.operation.operation is OperationType.SUBSCRIPTION
