"""Money is a whole number of fen (1 yuan = 100 fen); yuan are only a way to write it."""

import re
from collections.abc import Mapping
from typing import TypeVar

K = TypeVar("K")

_TWO_DIGITS = tuple(f"{fen:02}" for fen in range(100))
_YUAN = re.compile(r"(-?)(0|[1-9][0-9]{0,12})\.([0-9]{2})")


def parse_yuan(text: str) -> int:
    """Read yuan with exactly two decimals, "200.00", as fen, 20000. ValueError for any other writing."""
    found = _YUAN.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(f"not an amount in yuan with exactly two decimals, such as 200.00: {text!r}")
    sign, yuan, fen = found.groups()
    return int(f"{sign}{yuan}{fen}")


def format_yuan(fen: int) -> str:
    """Write fen, 20000, as yuan with two decimals, "200.00"."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan}.{_TWO_DIGITS[rest]}"


def split(total: int, weights: Mapping[K, int]) -> dict[K, int]:
    """Split fen in proportion to whole weights, by largest remainder; the parts always sum to the total.

    Of equal remainders the earlier key takes the fen: list CENTRAL, PROVINCE, CITY, COUNTY in this order,
    and ties go to the higher level of government (rules §8). ValueError for a negative total or weight,
    and where nothing has weight.
    """
    whole = sum(weights.values())
    if total < 0 or whole <= 0 or min(weights.values()) < 0:
        raise ValueError(f"cannot split {total} fen by {dict(weights)}")
    parts = {key: total * weight // whole for key, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda key: -(total * weights[key] % whole))
    for key in by_remainder[: total - sum(parts.values())]:
        parts[key] += 1
    return parts
