"""The rows that did not go in, given back in the kind of file they came in, each with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from api.language import Language, say
from api.sheets.files import write_file
from api.sheets.form import REASON, ROW
from api.sheets.sheet import Row, Sheet, SheetFile
from api.sheets.table import Table
from domain.refusal import Refusal


def path_beside(path: Path, file: SheetFile) -> Path:
    """A free name beside the input: a file that a clerk may be correcting is not written over."""
    names = (f"{path.stem}.rejected{n}.{file.kind}" for n in ("", *map("-{}".format, range(2, 10_000))))
    return next(place for name in names if not (place := path.with_name(name)).exists())


def write_rejected(path: Path, file: SheetFile, found: Sequence[Table], language: Language) -> None:
    """Writes the rows with reasons; read again after correction, the file is one like any other."""
    fallen = [table for table in found if any(row.reasons for row in table.rows)]
    sheets = [Sheet(table.sheet.title, list(_rows(table, language))) for table in fallen]
    write_file(path, replace(file, sheets=sheets))


def _rows(table: Table, language: Language) -> Iterable[Row]:
    """The head and each row that fell. Its columns are those of the sheet, without an earlier reason."""
    kept = [place for place in range(_width(table)) if place not in _earlier(table)]
    yield [*_cut(table.heading.row, kept), *(table.form.columns[field].name for field in (ROW, REASON))]
    for row in table.rows:
        if row.reasons:
            yield [*_cut(row.texts, kept), str(row.number), _said(row.reasons, language)]


def _width(table: Table) -> int:
    return max(map(len, [table.heading.row, *(row.texts for row in table.rows)]))


def _earlier(table: Table) -> set[int]:
    return {place for field in (ROW, REASON) if (place := table.heading.columns.get(field)) is not None}


def _cut(row: Row, kept: Sequence[int]) -> list[str]:
    return [row[place] if place < len(row) else "" for place in kept]


def _said(reasons: Sequence[Refusal], language: Language) -> str:
    """Sentences behind each other; in Chinese no blank stands between them."""
    sentences = [say(reason.template, language, **reason.details) for reason in reasons]
    return (" " if language == "en" else "").join(sentences)
