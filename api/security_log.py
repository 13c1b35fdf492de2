"""Refused attempts that somebody may want to look into: each a line in the log and a number to watch."""

from __future__ import annotations

import time
from collections import Counter

import structlog

from api.metrics import count_refused_attempt

WATCHED = frozenset({"FORBIDDEN", "OUT_OF_SCOPE", "SAME_PERSON_MAY_NOT_REVIEW", "IDEMPOTENCY_KEY_REUSED"})
QUIET_SECONDS = 60.0
MOST_ADDRESSES = 10_000  # that are remembered at once

log = structlog.get_logger(__name__)
_said: dict[str, float] = {}
_since: Counter[str] = Counter()


def note_refusal(actor: str, command: str, code: str) -> None:
    """Somebody signed in was refused; what is no more than a mistake is left out."""
    if code in WATCHED:
        count_refused_attempt(code)
        log.warning("attempt.refused", actor=actor, command=command, code=code)


def note_stranger(address: str, why: str) -> None:
    """A request without a token, or with a wrong one. Logged once a minute for an address, so that nobody can
    fill the log; ``times``: how often it came since the last line."""
    count_refused_attempt("UNAUTHENTICATED")
    if len(_since) >= MOST_ADDRESSES:
        _said.clear()
        _since.clear()
    _since[address] += 1
    now = time.monotonic()
    if now - _said.get(address, float("-inf")) >= QUIET_SECONDS:
        log.warning("attempt.unauthenticated", address=address, why=why, times=_since[address])
        _said[address] = now
        _since[address] = 0
