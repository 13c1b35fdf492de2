"""The rows that did not go in, given back as a workbook of text, each with its reasons.

CSV comes back as a workbook too: a spreadsheet that opens CSV makes numbers and dates of its cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from api.language import Language, say
from api.sheets.form import REASON, ROW
from api.sheets.sheet import Row, Sheet
from api.sheets.table import Table
from api.sheets.text_workbook import write_text_workbook
from domain.refusal import Refusal

MOST_COLUMNS = 16_000  # a spreadsheet has 384 more


def path_beside(path: Path) -> Path:
    """A free name beside the input: a file that a clerk may be correcting is not written over."""
    names = (f"{path.stem}.rejected{n}.xlsx" for n in ("", *map("-{}".format, range(2, 10_000))))
    return next(place for name in names if not (place := path.with_name(name)).exists())


def write_rejected(path: Path, found: Sequence[Table], language: Language) -> None:
    """Writes the rows with reasons; read again after correction, the file is one like any other."""
    fallen = [table for table in found if any(row.reasons for row in table.rows)]
    write_text_workbook(path, [Sheet(table.sheet.title, list(_rows(table, language))) for table in fallen])


def _rows(table: Table, language: Language) -> Iterable[Row]:
    """The head and each row that fell. Its columns are those of the sheet that say something, but earlier reasons."""
    kept = sorted(_filled(table) - _earlier(table))[:MOST_COLUMNS]
    yield [*_cut(table.heading.row, kept), *(table.form.columns[field].name for field in (ROW, REASON))]
    for row in table.rows:
        if row.reasons:
            yield [*_cut(row.texts, kept), str(row.number), _said(row.reasons, language)]


def _filled(table: Table) -> set[int]:
    rows = [table.heading.row, *(row.texts for row in table.rows if row.reasons)]
    return {place for row in rows for place, text in enumerate(row) if text.strip()}


def _earlier(table: Table) -> set[int]:
    return {place for field in (ROW, REASON) for place in table.heading.columns.get(field, ())}


def _cut(row: Row, kept: Sequence[int]) -> list[str]:
    return [row[place] if place < len(row) else "" for place in kept]


def _said(reasons: Sequence[Refusal], language: Language) -> str:
    """Sentences behind each other; in Chinese no blank stands between them."""
    sentences = [say(reason.template, language, **reason.details) for reason in reasons]
    return (" " if language == "en" else "").join(sentences)
