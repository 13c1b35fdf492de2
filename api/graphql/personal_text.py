"""Free text about a person, for those who may see what it stands in; whoever reads it is on record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence, Set
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


async def texts_about(info: Info, texts: Sequence[tuple[UUID, Text | None]], at: int) -> list[str | None]:
    """Each (person, text) of a person; None where there is none, where it cannot be read any more, and of a person
    who was erased.
    """
    keys = await _keys_of(info, {person for person, text in texts if text}, at)
    shown = [_opened(keys.get(person), text) for person, text in texts]
    await _look(info, {person for (person, _), text in zip(texts, shown, strict=True) if text})
    return shown


async def are_erased(info: Info, persons: Collection[UUID], at: int) -> Set[UUID]:
    """Those who were."""
    return {*persons} - (await _keys_of(info, persons, at)).keys()


def _opened(key: Key | None, text: Text | None) -> str | None:
    if key is None or text is None:
        return None
    return text if isinstance(text, str) else unseal_known(dict([key]), key[0], text[SEALED])


async def _keys_of(info: Info, persons: Collection[UUID], at: int) -> dict[UUID, Key]:
    """Of those who were not erased. What has no end keeps no key from one event to the next."""
    if not persons:
        return {}
    if _is_endless(info):
        found: list[Key | None] = [*await _keys(info.context, persons, at)]
    else:
        found = await info.context.loaders(at).one(KEYS).load_many([*persons])
    return {key[0]: key for key in found if key is not None}


async def _look(info: Info, persons: Set[UUID]) -> None:
    """One entry an operation, before its answer leaves; one that has no end answers with every event."""
    info.context.looked_at |= persons
    if _is_endless(info):
        await info.context.record_looks()


def _is_endless(info: Info) -> bool:
    return info.operation.operation is OperationType.SUBSCRIPTION
