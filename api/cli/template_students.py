"""aid-ledger template students"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.terminal import USAGE, settings_with, tell
from api.importing.students.national_sheet import national_sheet
from api.sheets.template import write_template

template_app = typer.Typer(no_args_is_help=True)


@template_app.callback()
def about() -> None:
    """Write empty sheets to fill in."""


@template_app.command("students")
def template_students(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="A new .xlsx or .csv file.")] = Path(
        "students.xlsx"
    ),
) -> None:
    """Write an empty national import sheet of students, with its columns explained."""
    settings = settings_with()
    if file.suffix.lower() not in (".xlsx", ".csv"):
        tell(settings, "The name of a template ends in .xlsx or .csv.")
        raise typer.Exit(USAGE)
    try:
        write_template(file, national_sheet(), settings.lang)
    except OSError as error:
        tell(settings, "{path} was not written: {error}.", path=file, error=error.strerror)
        raise typer.Exit(USAGE) from None
    typer.echo(file)
