"""The command aid-ledger."""

from __future__ import annotations

import io
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from api.cli.chinese_help import translate
from api.cli.demo import demo
from api.cli.import_students import import_app
from api.cli.migrate import migrate
from api.cli.project import project
from api.cli.rebuild import rebuild
from api.cli.schema import schema
from api.cli.serve import serve
from api.cli.speech import LANG, spoken, without_language
from api.cli.template_students import template_app
from api.cli.token import token
from api.cli.usage import answered
from api.cli.verify import verify

EXITS = "Exit codes: 0 done; 1 refused or failed; 2 typed or set up wrongly; 130 stopped by Ctrl-C, 143 by SIGTERM."

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EXITS,
)
for command in (demo, serve, project, migrate, rebuild, verify, token, schema):
    app.command()(command)
app.add_typer(import_app, name="import")
app.add_typer(template_app, name="template")


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"aid-ledger {version('aid-ledger')}")
        raise typer.Exit


@app.callback()
def about(
    lang: Annotated[  # shown for --help; ``main`` takes it out of the arguments
        str | None, typer.Option(help="Language, en or zh; may stand anywhere.", show_default=f"{LANG} or en")
    ] = None,
    asked: Annotated[
        bool,
        typer.Option("--version", help="Show the version and exit.", callback=_tell_version, is_eager=True),
    ] = False,
) -> None:
    """A ledger of student status, state aid and its money."""


def main() -> None:
    """Runs the command that the arguments name."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal without Chinese is no reason to end
        sys.stdout.reconfigure(errors="backslashreplace")
    arguments = without_language(sys.argv[1:])
    command = typer.main.get_command(app)
    if spoken() == "zh":
        translate(command)
    sys.exit(answered(command, arguments))
