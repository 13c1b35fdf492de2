"""Rows that were replaced, found by a position in their span: however many there were before it or have been since.

A span is what lies from ``known_from`` to before ``known_to``. Its fork is the one position in it that can be halved
most often. A position lies only in spans of a few dozen forks (``forks``), and an index tells which rows have these:
an interval tree, as Kriegel, Pötke and Seidl keep it in a table.
"""

from __future__ import annotations

from collections.abc import Sequence

from projections.engine.conditions import Conditions

KNOWN_STILL = 2**63 - 1  # known_to of a row that nothing has replaced yet
STILL, REPLACED = f"known_to = {KNOWN_STILL}", f"known_to < {KNOWN_STILL}"

LEVELS = 48  # of the tree: positions stay below 2 ** 48

# The last position of the span, less its bits below the highest one in which it differs from the position ahead of
# the span. ``{fork}`` in the statements that make indexes.
_BELOW = "length(ltrim(((known_from - 1) # (known_to - 1))::bit(64)::text, '0')) - 1"
FORK = f"((known_to - 1) & (-1::bigint << ({_BELOW})))"


def forks(position: int) -> list[int]:
    """Of all spans that a position can lie in."""
    return [(position >> level | 1) << level for level in range(LEVELS) if position % (2 << level)]


def replaced(where: Conditions, at: str, among: Sequence[int]) -> str:
    """Condition of a row that was known at a position and has been replaced since. at: the place of the position among
    the values of ``where``. among: its forks.
    """
    return f"{REPLACED} AND known_to > {at} AND {FORK} = ANY({where.value(among)}::bigint[])"
