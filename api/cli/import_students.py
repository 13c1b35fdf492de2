"""aid-ledger import students"""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import Progress

from api.auth.claims import is_own_name
from api.cli import terminal
from api.cli.import_report import sum_up, tell_warnings, tell_what_is_left_out
from api.cli.options import Data
from api.cli.terminal import USAGE, settings_with, tell
from api.importing.students.national_sheet import StudentRow, national_sheet, student_rows
from api.importing.students.take_in import take_in
from api.language import Message, say
from api.settings import Settings
from api.sheets.files import read_file
from api.sheets.rejected import path_beside, write_rejected
from api.sheets.table import Table, tables
from api.startup import existing, migrated
from domain.mandate import Mandate
from domain.policy.policy import Policy
from domain.refusal import Refusal
from domain.registry.scope import check_school_code
from domain.vocabulary import Role

INTERRUPTED = (
    "Stopped; {done} of {read} rows are done, and perhaps those under way. What went in stays; the same command goes"
    " on with the rest."
)

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
    by = Mandate(_named(name or _user()), (Role.REGISTRAR,), (school,))
    try:
        check_school_code(school, settings.code)
        read = read_file(file, national_sheet())
        found = tables(read, national_sheet())
    except Refusal as refusal:
        _nothing_done(settings, refusal)
    tell_what_is_left_out(settings, read, found)
    rows = student_rows(found, Policy.load(settings.code))
    work = _import(settings, by, school, rows)
    refused = terminal.run(settings, work, stopped=lambda: _interrupted(rows))
    if refused is not None:
        _nothing_done(settings, refused)
    tell_warnings(settings, rows)
    _give_back(settings, rejected or path_beside(file), found)
    raise typer.Exit(sum_up(settings, rows))


def _named(name: str) -> str:
    """As a token could name its person, and so nobody of an issuer's."""
    if not is_own_name(name):
        raise typer.BadParameter("This is not a name that can be told from others.", param_hint="--name")
    return name


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        raise typer.BadParameter("This machine has no name for you.", param_hint="--name") from None


def _nothing_done(settings: Settings, refusal: Refusal) -> NoReturn:
    tell(settings, refusal.template, **refusal.details)
    raise typer.Exit(USAGE)


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
