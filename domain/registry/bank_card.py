"""The number of a bank card, on which the grant is paid (资助卡)."""

import re
import unicodedata

from stdnum import luhn

_SHAPE = re.compile(r"[0-9]{12,19}")
_BETWEEN = re.compile(r"[\s\-\u00ad\u2010-\u2015\u2212\u200b\ufeff]")  # blanks and hyphens, seen or not


def normalise(text: str) -> str:
    """The number without blanks and hyphens, in half-width digits; ValueError unless it is 12 to 19 of them."""
    card = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    if _SHAPE.fullmatch(card) is None:
        raise ValueError("a card number is 12 to 19 digits")
    return card


def luhn_ok(card: str) -> bool:
    """Whether the check digit fits. A warning only: some old Chinese cards are genuine and fail."""
    return luhn.is_valid(card)


def lost_digits(card: str) -> bool:
    """Whether it may have been a number in a spreadsheet, which keeps fifteen digits and writes zeros for the rest."""
    return len(card) > 16 and not card[15:].strip("0") and not luhn_ok(card)


def mask(card: str) -> str:
    """Stars, and the last four digits."""
    return "*" * (len(card) - 4) + card[-4:] if len(card) > 4 else "*" * len(card)
