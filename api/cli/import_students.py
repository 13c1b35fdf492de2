"""aid-ledger import students"""

from __future__ import annotations

import getpass
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import Progress

from api.cli import terminal
from api.cli.options import Data
from api.cli.terminal import USAGE, settings_with, tell
from api.importing.students.national_sheet import Fate, StudentRow, national_sheet, student_rows
from api.importing.students.take_in import take_in
from api.language import Listed, Message, say
from api.settings import Settings
from api.sheets.files import read_file
from api.sheets.rejected import path_beside, write_rejected
from api.sheets.sheet import SheetFile
from api.sheets.table import Table, tables
from api.sheets.template import GUIDE
from api.startup import existing, migrated
from domain.mandate import Mandate
from domain.policy.policy import Policy
from domain.refusal import Refusal
from domain.registry.scope import check_school_code
from domain.vocabulary import Role

SUMMARY = "Read {read} rows: {registered} registered, {held} held, {already} registered already, {rejected} rejected."
INTERRUPTED = (
    "Stopped; {done} of {read} rows are done, and perhaps those under way. What went in stays; the same command goes"
    " on with the rest."
)
LEFT_OUT = "Rows of sheet {sheet} that are no students and are left out: {rows}."
HIDDEN_ROWS = "Rows of sheet {sheet} that are hidden, perhaps by a filter, and are read too: {count}."
REJECTED = 1
MOST_WARNINGS = 20  # that are told one by one

import_app = typer.Typer(no_args_is_help=True)


@import_app.callback()
def about() -> None:
    """Take existing data into the ledger."""


@import_app.command("students")
def import_students(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV or XLSX.")],
    school: Annotated[str, typer.Option(help="Ten-digit code of the school that registers them.")],
    name: Annotated[
        str | None, typer.Option(help="Who imports.", show_default="the user of this machine")
    ] = None,
    data: Data = None,
    rejected: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False, help="Workbook (.xlsx) for the rejected rows.", show_default="beside FILE"
        ),
    ] = None,
) -> None:
    """Register the students of a national import sheet; a second run changes nothing.

    Exit code 0: every row went in; 1: some rows were rejected; 2: nothing could be imported; 130: stopped.
    """
    settings = settings_with(data=data)
    if rejected is not None and rejected.suffix.lower() != ".xlsx":
        tell(settings, "The file of rejected rows is a workbook; its name ends in .xlsx.")
        raise typer.Exit(USAGE)
    if rejected is not None and rejected.exists() and rejected.samefile(file):
        tell(
            settings,
            "The file of rejected rows would take the place of the list itself; give it another name.",
        )
        raise typer.Exit(USAGE)
    by = Mandate(name or _user(), (Role.REGISTRAR,), (school,))
    try:
        check_school_code(school, settings.code)
        read = read_file(file, national_sheet())
        found = tables(read, national_sheet())
    except Refusal as refusal:
        _nothing_done(settings, refusal)
    _notices(settings, read, found)
    rows = student_rows(found, Policy.load(settings.code))
    work = _import(settings, by, school, rows)
    refused = terminal.run(settings, work, stopped=lambda: _interrupted(rows))
    if refused is not None:
        _nothing_done(settings, refused)
    _warn(settings, rows)
    _give_back(settings, rejected or path_beside(file), found)
    raise typer.Exit(_summary(settings, rows))


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        raise typer.BadParameter("This machine has no name for you.", param_hint="--name") from None


def _nothing_done(settings: Settings, refusal: Refusal) -> NoReturn:
    tell(settings, refusal.template, **refusal.details)
    raise typer.Exit(USAGE)


def _notices(settings: Settings, read: SheetFile, found: Sequence[Table]) -> None:
    used = {GUIDE, *(table.sheet.title for table in found)}
    for sheet in read.sheets:
        if sheet.hidden and any(sheet.rows):
            tell(settings, "Sheet {sheet} is hidden and is left out.", sheet=sheet.title)
        elif sheet.title not in used and any(sheet.rows):
            tell(settings, "Sheet {sheet} holds no students and is left out.", sheet=sheet.title)
    for table in found:
        _table_notices(settings, table)
    if unused := dict.fromkeys(head for table in found for head in table.heading.unused):
        tell(settings, "Columns not used: {columns}.", columns=Listed(unused))


def _table_notices(settings: Settings, table: Table) -> None:
    if table.left_out:
        rows = Listed(f"{aside.number} {aside.words}" for aside in table.left_out)
        tell(settings, LEFT_OUT, sheet=table.sheet.title, rows=rows)
    if table.hidden_rows:
        tell(settings, HIDDEN_ROWS, sheet=table.sheet.title, count=table.hidden_rows)


async def _import(settings: Settings, by: Mandate, school: str, rows: Sequence[StudentRow]) -> Refusal | None:
    """What refused the import as a whole, if anything did."""
    async with (
        existing(settings) as dsn,
        migrated(dsn, settings, settings.statement_timeout_seconds) as ledger,
    ):
        with Progress(console=Console(stderr=True)) as bar:
            task = bar.add_task(say("Importing", settings.lang), total=len(rows))
            try:
                await take_in(ledger, by, school, rows, lambda count: bar.advance(task, count))
            except Refusal as refusal:
                return refusal
    return None


def _interrupted(rows: Sequence[StudentRow]) -> Message:
    return Message(INTERRUPTED, done=sum(row.fate is not None for row in rows), read=len(rows))


def _warn(settings: Settings, rows: Sequence[StudentRow]) -> None:
    """The rows that went in and are to be looked at, each with why."""
    warned = [(row, warning) for row in rows for warning in row.warnings]
    if warned:
        tell(settings, "These rows went in; please look at them all the same:")
    for row, warning in warned[:MOST_WARNINGS]:
        why = Message(warning.template, **warning.details)
        tell(settings, "Sheet {sheet}, row {row}: {why}", sheet=row.sheet, row=row.row.number, why=why)
    if more := len(warned[MOST_WARNINGS:]):
        tell(settings, "And {more} more.", more=more)


def _give_back(settings: Settings, path: Path, found: Sequence[Table]) -> None:
    if not any(row.reasons for table in found for row in table.rows):
        return
    try:
        write_rejected(path, found, settings.lang)
    except OSError as error:
        why = error.strerror
        tell(settings, "{path} cannot be written ({error}); run again with --rejected.", path=path, error=why)
        raise typer.Exit(USAGE) from None
    tell(settings, "The rows to look at, with reasons: {path}", path=path)


def _summary(settings: Settings, rows: Sequence[StudentRow]) -> int:
    fates = Counter(row.fate for row in rows)
    counts = {fate.value.lower(): fates[fate] for fate in Fate}
    typer.echo(say(SUMMARY, settings.lang, read=len(rows), **counts))
    return REJECTED if fates[Fate.REJECTED] else 0
