"""A file as it was read: sheets of rows of text."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.refusal import Refusal
from domain.vocabulary import ErrorCode

Row = Sequence[str]

LONGEST = 100  # characters of a text in a sentence


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows from the first one on, so that the n-th is the row n that a clerk sees.

    hidden: whether the program shows the sheet. hidden_rows: the numbers of those that it does not show, filtered
    ones among them. filled: the row and column, both from 1, of cells that say what a merged cell says further up.
    parted: whether a delimiter parts its cells, which a text may hold too.
    """

    title: str
    rows: Sequence[Row]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    filled: frozenset[tuple[int, int]] = frozenset()
    parted: bool = False


@dataclass(frozen=True, slots=True)
class SheetFile:
    """What was in a file, in the order of the file."""

    sheets: Sequence[Sheet]

    @property
    def shown(self) -> Sequence[Sheet]:
        """A hidden sheet is what somebody has put away, such as last year's."""
        return [sheet for sheet in self.sheets if not sheet.hidden]


def wrong(template: str, **details: object) -> Refusal:
    """What is wrong with a file, a sheet or a cell, in words that a clerk understands.

    A text of thousands of characters is told by its first ones: a sentence must find room in a cell.
    """
    return Refusal(
        ErrorCode.INVALID_INPUT, template, **{name: _shortened(value) for name, value in details.items()}
    )


def _shortened(value: object) -> object:
    return f"{value[:LONGEST]}…" if isinstance(value, str) and len(value) > LONGEST else value
