"""Every write goes this one way: key, decide, append, answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from domain.command import Command
from domain.ledger.ledger import Ledger
from domain.ledger.privacy import Seals
from domain.ledger.recorder import AlreadyAnswered, Decision, Moved
from domain.ledger.session import Session
from domain.mandate import Mandate
from domain.refusal import Refusal

ATTEMPTS = 8
KEY_LENGTH = 200

C = TypeVar("C", bound=Command)
Answer = dict[str, Any]
Decide = Callable[[Session, C], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Done:
    """The answer of a command. position: the last event recorded for it, None when nothing was."""

    answer: Answer
    position: int | None


async def perform(ledger: Ledger, by: Mandate, decide: Decide[C], command: C) -> Done:
    """Runs one command to its one effect.

    The same key with the same input gives the first answer again, whoever retries and whenever; with another
    input it is refused IDEMPOTENCY_KEY_REUSED. A decision that was overtaken decides again, a bounded number
    of times, then is refused CONFLICT. Raises Refusal; nothing is recorded then.
    """
    input_hash = fingerprint(ledger.seals, command)
    _check_key(command.idempotency_key)
    try:
        with suppress(Moved):
            return await _attempt(ledger, by, decide, command, input_hash)
        return await _try_again(ledger, by, decide, command, input_hash)
    except AlreadyAnswered as taken:
        return _again(taken, _is_of(taken, ledger.seals, command, input_hash))


async def _try_again(ledger: Ledger, by: Mandate, decide: Decide[C], command: C, input_hash: bytes) -> Done:
    """One overtaken command at a time in this process, so that a crowd at one stream does not starve itself."""
    async with ledger.retries:
        for _ in range(ATTEMPTS):
            ledger.conflicts += 1
            with suppress(Moved):
                return await _attempt(ledger, by, decide, command, input_hash)
    raise Refusal("CONFLICT", "Others keep changing the same records; please try again in a moment.")


async def _attempt(ledger: Ledger, by: Mandate, decide: Decide[C], command: C, input_hash: bytes) -> Done:
    read_at = await _start(ledger, by, command)
    session = Session(ledger, by, read_at, f"{command.STORED_NAME}:{command.idempotency_key}")
    try:
        answer = await decide(session, command)
    except Refusal:
        # It may stand in its own way: the same key, sent twice at once, whose twin came first.
        await _start(ledger, by, command)
        # And it stands on evidence as an append does: what moved while it was read is read again.
        if moved := await ledger.moved_since(read_at, list(session.watched)):
            raise Moved(frozenset(moved)) from None
        raise
    if session.events:
        return Done(answer, await ledger.appender.submit(_decision(session, command, input_hash, answer)))
    await _start(ledger, by, command)
    return Done(answer, None)


def fingerprint(seals: Seals, command: Command, name: str | None = None) -> bytes:
    """A keyed hash of what was asked: the command's stored name and its whole input, which may be personal."""
    body = msgspec.json.encode(command, order="deterministic", enc_hook=str)
    return seals.fingerprint((name or command.STORED_NAME).encode() + b"\0" + body)


def _is_of(taken: AlreadyAnswered, seals: Seals, command: Command, input_hash: bytes) -> bool:
    """Is it this very request that was answered, perhaps by an earlier version?"""
    earlier = (fingerprint(seals, command, name) for name in command.earlier_names())
    return taken.input_hash == input_hash or taken.input_hash in earlier


def _check_key(key: str) -> None:
    if not 1 <= len(key) <= KEY_LENGTH or not key.isprintable():
        raise Refusal(
            "INVALID_INPUT",
            "The idempotency key must be 1 to {limit} printable characters.",
            ["idempotencyKey"],
            limit=KEY_LENGTH,
        )


def _decision(session: Session, command: Command, input_hash: bytes, answer: Answer) -> Decision:
    return Decision(
        read_at=session.read_at,
        events=session.events,
        watched=frozenset(session.watched),
        tags=session.tags,
        keys=[(person, wrapped) for person, (_, wrapped) in session.new_keys.items()],
        actor=session.by.name,
        key=command.idempotency_key,
        input_hash=input_hash,
        answer=msgspec.json.encode(answer),
    )


async def _start(ledger: Ledger, by: Mandate, command: Command) -> int:
    """The position to decide at. Raises AlreadyAnswered when something is recorded under this key."""
    position, *taken = await ledger.pool.fetchrow(
        "SELECT head.position, input_hash, answer, command.position FROM head"
        " LEFT JOIN command ON actor = $1 AND key = $2",
        by.name,
        command.idempotency_key,
    )
    if taken[0] is not None:
        raise AlreadyAnswered(*taken)
    return int(position)


def _again(taken: AlreadyAnswered, same: bool) -> Done:
    if not same:
        raise Refusal(
            "IDEMPOTENCY_KEY_REUSED",
            "This idempotency key was used for another input; use a new key for a new request.",
            ["idempotencyKey"],
        )
    return Done(msgspec.json.decode(taken.answer), taken.position)
