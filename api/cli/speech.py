"""What a command says before it has settings: in the language that ``AID_LEDGER_LANG`` or ``--lang`` names."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import typer

from api.language import Language, say

LANG = "AID_LEDGER_LANG"
OPTION = "--lang"


def spoken() -> Language:
    """The caller's language, once the arguments were read."""
    return "zh" if os.environ.get(LANG) == "zh" else "en"


def complain(template: str, **details: Any) -> None:
    """A line on standard error under the command's name."""
    typer.echo(f"aid-ledger: {say(template, spoken(), **details)}", err=True)


def without_language(arguments: Sequence[str]) -> list[str]:
    """The arguments without ``--lang``, whose value goes where the settings find it."""
    rest: list[str] = []
    given = iter(arguments)
    for argument in given:
        name, equals, value = argument.partition("=")
        if name == OPTION:
            os.environ[LANG] = value if equals else next(given, "")
        else:
            rest.append(argument)
    return rest
