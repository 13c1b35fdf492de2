"""What an import tells: what is no student, what went in with a warning, and how many rows became what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import typer

from api.cli.terminal import tell
from api.importing.students.national_sheet import Fate, StudentRow
from api.language import Listed, Message, say
from api.settings import Settings
from api.sheets.sheet import SheetFile
from api.sheets.table import Table
from api.sheets.template import GUIDE

SUMMARY = "Read {read} rows: {registered} registered, {held} held, {already} registered already, {rejected} rejected."
LEFT_OUT = "Rows of sheet {sheet} that are no students and are left out: {rows}."
HIDDEN_ROWS = "Rows of sheet {sheet} that are hidden, perhaps by a filter, and are read too: {count}."
REJECTED = 1
MOST_WARNINGS = 20  # that are told one by one


def tell_what_is_left_out(settings: Settings, read: SheetFile, found: Sequence[Table]) -> None:
    """Sheets, rows and columns that are not read, and hidden rows that are."""
    used = {GUIDE, *(table.sheet.title for table in found)}
    for sheet in read.sheets:
        if sheet.hidden and any(sheet.rows):
            tell(settings, "Sheet {sheet} is hidden and is left out.", sheet=sheet.title)
        elif sheet.title not in used and any(sheet.rows):
            tell(settings, "Sheet {sheet} holds no students and is left out.", sheet=sheet.title)
    for table in found:
        _tell_of_rows(settings, table)
    if unused := dict.fromkeys(head for table in found for head in table.heading.unused):
        tell(settings, "Columns not used: {columns}.", columns=Listed(unused))


def _tell_of_rows(settings: Settings, table: Table) -> None:
    if table.left_out:
        rows = Listed(f"{aside.number} {aside.words}" for aside in table.left_out)
        tell(settings, LEFT_OUT, sheet=table.sheet.title, rows=rows)
    if table.hidden_rows:
        tell(settings, HIDDEN_ROWS, sheet=table.sheet.title, count=table.hidden_rows)


def tell_warnings(settings: Settings, rows: Sequence[StudentRow]) -> None:
    """The rows that went in and are to be looked at, each with why."""
    warned = [(row, warning) for row in rows for warning in row.warnings]
    if warned:
        tell(settings, "These rows went in; please look at them all the same:")
    for row, warning in warned[:MOST_WARNINGS]:
        why = Message(warning.template, **warning.details)
        tell(settings, "Sheet {sheet}, row {row}: {why}", sheet=row.sheet, row=row.row.number, why=why)
    if more := len(warned[MOST_WARNINGS:]):
        tell(settings, "And {more} more.", more=more)


def sum_up(settings: Settings, rows: Sequence[StudentRow]) -> int:
    """Prints how many rows became what; the exit code."""
    fates = Counter(row.fate for row in rows)
    counts = {fate.value.lower(): fates[fate] for fate in Fate}
    typer.echo(say(SUMMARY, settings.lang, read=len(rows), **counts))
    return REJECTED if fates[Fate.REJECTED] else 0
