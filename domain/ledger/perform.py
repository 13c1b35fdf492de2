"""Every write goes this one way: key, decide, append, answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

from domain.command import Answer, Command
from domain.ledger.log import AlreadyAnswered, Log, Moved, Proposal
from domain.ledger.privacy import Seals
from domain.ledger.session import Session
from domain.ledger.turns import Crowded
from domain.mandate import Mandate
from domain.refusal import Refusal
from domain.vocabulary import ErrorCode

ATTEMPTS = 16
KEY_LENGTH = 200

A = TypeVar("A", bound=Answer)
C = TypeVar("C", bound=Command[Any])
Decide = Callable[[Session, C], Awaitable[A]]


@dataclass(frozen=True, slots=True)
class Done(Generic[A]):
    """The answer of a command. position: the last event recorded for it, None when nothing was.

    repeated: it was given before, to the same key.
    """

    answer: A
    position: int | None
    repeated: bool = field(default=False, compare=False)


async def carry_out(log: Log, by: Mandate, decide: Decide[C, A], command: C, beside: bytes = b"") -> Done[A]:
    """Runs one command to its one effect.

    The same key with the same input gives the first answer again, whoever retries and whenever; with another
    input it is refused IDEMPOTENCY_KEY_REUSED. A decision that was overtaken decides again, a bounded number
    of times, then is refused CONFLICT. Raises Refusal; nothing is recorded then.

    beside: of the input, what could not become part of the command.
    """
    input_hash = fingerprint(log.seals, command, beside)
    _check_key(command.idempotency_key)
    try:
        return await _in_turn(log, by, decide, command, input_hash)
    except AlreadyAnswered as taken:
        return _again(taken, command, _is_of(taken, log.seals, command, beside))


async def _in_turn(log: Log, by: Mandate, decide: Decide[C, A], command: C, input_hash: bytes) -> Done[A]:
    """At once; and if it was overtaken again, in its turn at the streams where that happened."""
    contested: frozenset[UUID] = frozenset()
    with suppress(Crowded):
        for _ in range(ATTEMPTS):
            async with log.turns.of(contested):
                try:
                    return await _attempt(log, by, decide, command, input_hash, contested)
                except Moved as overtaken:
                    contested |= overtaken.streams
                    log.turns.overtaken += 1
    raise Refusal(
        ErrorCode.CONFLICT,
        "Others keep changing the same records; please try again in a moment.",
        retryable=True,
    )


async def _attempt(
    log: Log, by: Mandate, decide: Decide[C, A], command: C, input_hash: bytes, own: frozenset[UUID]
) -> Done[A]:
    """own: the streams at which it has the turn. Raises Moved, too, where others stand ahead of it."""
    read_at = await log.begin(by.identity, command.idempotency_key)
    session = Session(log, by, read_at, f"{command.STORED_NAME}:{_mark(log, by, command)}")
    try:
        answer = await decide(session, command)
    except Refusal:
        # It may stand in its own way: the same key, sent twice at once, whose twin came first.
        await log.begin(by.identity, command.idempotency_key)
        # And it stands on evidence as an append does: what moved while it was read is read again.
        if moved := await log.moved_since(read_at, list(session.watched)):
            raise Moved(frozenset(moved)) from None
        raise
    if session.events:
        if ahead := log.turns.waited_for(session.written) - own:
            raise Moved(ahead)
        return Done(answer, await log.append(_proposal(session, command, input_hash, answer)))
    await log.begin(by.identity, command.idempotency_key)
    return Done(answer, None)


def fingerprint(seals: Seals, command: Command[Any], beside: bytes = b"", name: str | None = None) -> bytes:
    """A keyed hash of what was asked: the command's stored name and its whole input, which may be personal."""
    body = msgspec.json.encode(command, order="deterministic", enc_hook=str) + beside
    return seals.fingerprint((name or command.STORED_NAME).encode() + b"\0" + body)


def _is_of(taken: AlreadyAnswered, seals: Seals, command: Command[Any], beside: bytes) -> bool:
    """Is it this very request that was answered, perhaps by an earlier version?"""
    names = (None, *command.earlier_names())
    return taken.input_hash in [fingerprint(seals, command, beside, name) for name in names]


def _mark(log: Log, by: Mandate, command: Command[Any]) -> str:
    return log.seals.mark(by.identity, command.idempotency_key)


def _check_key(key: str) -> None:
    if not 1 <= len(key) <= KEY_LENGTH or not key.isprintable():
        raise Refusal(
            ErrorCode.INVALID_INPUT,
            "The idempotency key must be 1 to {limit} printable characters.",
            ["idempotencyKey"],
            limit=KEY_LENGTH,
        )


def _proposal(session: Session, command: Command[Any], input_hash: bytes, answer: Answer) -> Proposal:
    return Proposal(
        read_at=session.read_at,
        events=session.events,
        watched=frozenset(session.watched),
        tags=session.tags,
        keys=[(person, wrapped) for person, (_, wrapped) in session.new_keys.items()],
        actor=session.by.identity,
        key=_mark(session.log, session.by, command),
        input_hash=input_hash,
        answer=msgspec.json.encode(answer),
    )


def _again(taken: AlreadyAnswered, command: Command[Any], same: bool) -> Done[Any]:
    if not same:
        raise Refusal(
            ErrorCode.IDEMPOTENCY_KEY_REUSED,
            "This idempotency key was used for another input; use a new key for a new request.",
            ["idempotencyKey"],
        )
    return Done(msgspec.json.decode(taken.answer, type=command.ANSWER), taken.position, repeated=True)
