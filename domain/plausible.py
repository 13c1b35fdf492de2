"""Amounts, days and references that an input may name."""

from __future__ import annotations

from datetime import date

from domain.policy.calendar import today
from domain.refusal import Refusal
from domain.text import REFERENCE, check_text

LARGEST = 10_000_000_000_00  # fen: ten thousand million yuan, far past any school's term


def check_amount(amount: int) -> None:
    """Refuses INVALID_INPUT for nothing, less than nothing, or more than money there is."""
    if not 0 < amount <= LARGEST:
        raise Refusal("INVALID_INPUT", "The amount must be more than zero.", ["amount"])


def check_day(day: date, *path: str) -> None:
    """Refuses INVALID_INPUT for a day that has not come."""
    if not date(2000, 1, 1) <= day <= today():
        raise Refusal("INVALID_INPUT", "The day must not lie in the future, nor before the year 2000.", path)


def check_reference(text: str, *path: str) -> None:
    """Refuses INVALID_INPUT for an empty or endless reference."""
    if not 1 <= len(text.strip()) <= REFERENCE:
        raise Refusal("INVALID_INPUT", "Give a reference of 1 to {limit} characters.", path, limit=REFERENCE)
    check_text(text.strip(), REFERENCE, *path)
