"""A file as it was read: sheets of rows of text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from domain.refusal import Refusal
from domain.vocabulary import ErrorCode

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows from the first one on, so that the n-th is the row n that a clerk sees."""

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class SheetFile:
    """What was in a file, and what kind of file it was, so that rows can be given back in the same.

    encoding and delimiter: of a CSV file.
    """

    kind: Literal["xlsx", "csv"]
    sheets: Sequence[Sheet]
    encoding: str = ""
    delimiter: str = ""


def wrong(template: str, **details: object) -> Refusal:
    """What is wrong with a file, a sheet or a cell, in words that a clerk understands."""
    return Refusal(ErrorCode.INVALID_INPUT, template, **details)
