"""The command aid-ledger."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from typing import Annotated, Any

import typer

from api.cli.demo import demo
from api.cli.import_students import import_app
from api.cli.migrate import migrate
from api.cli.project import project
from api.cli.rebuild import rebuild
from api.cli.schema import schema
from api.cli.serve import serve
from api.cli.template_students import template_app
from api.cli.token import token
from api.cli.verify import verify
from api.language import chinese

LANG = "AID_LEDGER_LANG"

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
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
    arguments = _without_language(sys.argv[1:])
    command = typer.main.get_command(app)
    if os.environ.get(LANG) == "zh":
        _translate(command)
    command(arguments, prog_name="aid-ledger")


def _without_language(arguments: list[str]) -> list[str]:
    """The arguments without ``--lang``, whose value goes where the settings find it."""
    rest: list[str] = []
    given = iter(arguments)
    for argument in given:
        name, equals, value = argument.partition("=")
        if name == "--lang":
            os.environ[LANG] = value if equals else next(given, "")
        else:
            rest.append(argument)
    return rest


def _translate(command: Any) -> None:
    """Puts the catalogue's texts in the place of the English help, of this command and all below it."""
    command.help = chinese().get(command.help or "", command.help)
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = chinese().get(parameter.help, parameter.help)
    for inner in getattr(command, "commands", {}).values():
        _translate(inner)
