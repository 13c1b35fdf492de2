"""A command typed wrongly: what is wrong, in the caller's language, and exit code 2.

typer says it in English alone and under no code, so its sentences are known by their form; any other is passed on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from typer.exceptions import TyperException

from api.cli.speech import complain
from api.language import Listed, Message

NAME = "aid-ledger"
SEE = "{what} See: {command} --help"

FORMS = {
    r"Missing command\.": "A command is missing.",
    r"No such command '(?P<word>.*)'\. Did you mean (?P<near>.*)\?": "There is no command {word}. Did you mean {near}?",
    r"No such command '(?P<word>.*)'\.": "There is no command {word}.",
    r"No such option: (?P<option>\S+) \(Possible options: (?P<near>.*)\)": (
        "There is no option {option}. Did you mean {near}?"
    ),
    r"No such option: (?P<option>.+)": "There is no option {option}.",
    r"Missing option '(?P<option>[^ ']+).*?'\..*?(?P<choices>[A-Z_]+,.*)": (
        "The option {option} is missing. It takes one of: {choices}."
    ),
    r"Missing option '(?P<option>[^ ']+).*?'\.": "The option {option} is missing.",
    r"Missing argument '(?P<name>.+)'\.": "The argument {name} is missing.",
    r"Got unexpected extra argument\(s\) \((?P<words>.*)\)": "Nothing is known to do with: {words}.",
    r"Option '(?P<option>.+)' requires an argument\.": "The option {option} needs a value.",
    r"Option '(?P<option>.+)' does not take a value\.": "The option {option} takes no value.",
    r"Invalid value for '(?P<name>.+?)': .*valid integer.*": "{name} must be a whole number.",
    r"Invalid value for '(?P<name>.+?)': .*greater than or equal to (?P<ge>\S+)": "{name} must be {ge} or more.",
    r"Invalid value for '(?P<name>.+?)': .*less than or equal to (?P<le>\S+)": "{name} must be {le} or less.",
    r"Invalid value for '(?P<name>.+?)': .*is not one of (?P<choices>.*)\.": "{name} must be one of: {choices}.",
    r"Invalid value for '(?P<name>.+?)': \w+ '(?P<path>.*)' does not exist\.": "{path} does not exist.",
    r"Invalid value for '(?P<name>.+?)': \w+ '(?P<path>.*)' is a directory\.": "{path} is a folder and not a file.",
    r"Invalid value for '(?P<name>.+?)': \w+ '(?P<path>.*)' is a file\.": "{path} is a file and not a folder.",
    r"Invalid value for '(?P<name>.+?)': \w+ '(?P<path>.*)' is not readable\.": "{path} cannot be read.",
    r"Invalid value for (?P<name>\S+?): (?P<reason>.*)": "{name}: {reason}",
}


def answered(command: Any, arguments: Sequence[str]) -> int:
    """Runs what the arguments say; the exit code."""
    try:
        return int(command.main(arguments, prog_name=NAME, standalone_mode=False) or 0)
    except TyperException as wrong:
        if said := wrong.format_message():  # nothing where the help was shown instead
            complain(SEE, what=in_words(said), command=_command(wrong))
        return wrong.exit_code


def in_words(said: str) -> Message:
    """What is wrong, of what typer says."""
    for form, template in FORMS.items():
        if found := re.fullmatch(form, said, re.DOTALL):
            return Message(
                template, **{name: _listed(name, text) for name, text in found.groupdict().items()}
            )
    return Message("{reason}", reason=said)


def _listed(name: str, text: str) -> Any:
    """Choices and near words as they may be typed, one after the other."""
    if name in ("choices", "near"):
        return Listed(_bare(text.split(",")))
    return text


def _bare(words: Iterable[str]) -> Iterable[str]:
    return (word.strip().strip("'") for word in words)


def _command(wrong: TyperException) -> str:
    context = getattr(wrong, "ctx", None)
    return context.command_path if context else NAME
