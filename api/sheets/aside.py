"""Rows below the head that are no entries: totals, signatures, notes, and heads that a printed page repeats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from api.sheets.cell_text import plain
from api.sheets.form import Form
from api.sheets.heading import Heading, is_head, places
from api.sheets.sheet import Row, Sheet, wrong

LENGTH = 12  # characters of a row that tell somebody which one it is


@dataclass(frozen=True, slots=True)
class Aside:
    """A row that is left out. number: in its sheet, from 1. words: how it begins."""

    number: int
    words: str


def aside(number: int, row: Row, sheet: Sheet, head: Heading, form: Form) -> Aside | None:
    """The row as one to leave out; None for an entry, however faulty.

    Refuses a second head whose columns stand elsewhere: what is below it would be read under the wrong heads.
    """
    if is_head(row, form):
        if any(head.columns.get(field) != where for field, where in places(row, form).items()):
            raise wrong(
                "Row {row} of the sheet {sheet} names the columns in another order; put what is below it into a sheet"
                " of its own. Nothing was imported.",
                row=number,
                sheet=sheet.title,
            )
        return Aside(number, _beginning(row))
    if _is_title_again(row, sheet, head) or _says_only(row, form.aside.alone):
        return Aside(number, _beginning(row))
    own = [row[place] for several in head.columns.values() for place in several if place < len(row)]
    if any(map(str.strip, own)) and not _says_no_entry(row, head, form):
        return None
    return Aside(number, _beginning(row))


def _is_title_again(row: Row, sheet: Sheet, head: Heading) -> bool:
    """Whether a printed page repeats what stands above the head."""
    return any(_said(row) == _said(above) for above in sheet.rows[: head.number - 1])


def _says_only(row: Row, patterns: Sequence[str]) -> bool:
    return any(re.fullmatch(pattern, plain("".join(_said(row)))) for pattern in patterns)


def _said(row: Row) -> list[str]:
    return [text.strip() for text in row if text.strip()]


def _says_no_entry(row: Row, head: Heading, form: Form) -> bool:
    """Whether it begins, behind a running number, with a word for no entry and has little that makes an entry."""
    first = next((text.strip() for text in row if text.strip() and not plain(text).isdigit()), "")
    if plain(first) in map(plain, form.aside.examples):
        return True
    if not any(_begins(first, word) for word in form.aside.words):
        return False
    if any(re.fullmatch(form.aside.never, plain(text)) for text in row):
        return False
    filled = [
        column
        for column in form.required
        if any(
            place < len(row) and row[place].strip() not in ("", first) for place in head.columns[column.field]
        )
    ]
    return 2 * len(filled) < len(form.required)


def _begins(text: str, word: str) -> bool:
    """With the word and then no other character of a word: 合计：6人 and 合 计, but not 合计华."""
    return any(
        written.startswith(word) and not written[len(word) : len(word) + 1].isalpha()
        for written in (text, plain(text))
    )


def _beginning(row: Sequence[str]) -> str:
    words = " ".join(dict.fromkeys(text.strip() for text in row if text.strip()))
    return " ".join(words.split())[:LENGTH].strip()
