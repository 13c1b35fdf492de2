"""The help in Chinese: the catalogue's texts in the place of the English ones. Usage lines stay as they are typed."""

from __future__ import annotations

from typing import Any

import typer
from typer import rich_utils

from api.language import chinese

HEADINGS = {
    "OPTIONS_PANEL_TITLE": "Options",
    "ARGUMENTS_PANEL_TITLE": "Arguments",
    "COMMANDS_PANEL_TITLE": "Commands",
    "REQUIRED_LONG_STRING": "[required]",
    "DEFAULT_STRING": "[default: {}]",
}


def translate(command: Any, above: typer.Context | None = None) -> None:
    """Puts the Chinese texts into a command and all below it. above: the context of the group that holds it."""
    for name, text in HEADINGS.items():
        setattr(rich_utils, name, _chinese(text))
    context = typer.Context(command, parent=above, **command.context_settings)
    command.help, command.epilog = _chinese(command.help), _chinese(command.epilog)
    for parameter in command.get_params(context):  # that of --help among them
        parameter.help = _chinese(parameter.help)
        if isinstance(parameter.show_default, str):
            parameter.show_default = _chinese(parameter.show_default)
    for inner in getattr(command, "commands", {}).values():
        translate(inner, context)


def _chinese(text: str | None) -> str | None:
    return chinese().get(text, text) if text else text
