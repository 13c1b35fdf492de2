"""What is wrong with the environment or the options, in words and under the name by which it can be set right."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from api.language import Listed, Message
from api.settings import Settings

PREFIX = str(Settings.model_config["env_prefix"])

UNKNOWN = "{name} is no variable of Aid Ledger. Unset it; the variables are: {known}."
UNKNOWN_NEAR = "{name} is no variable of Aid Ledger. Did you mean {near}? If not, unset it."

WRONG = {
    "int_parsing": "{name} must be a whole number.",
    "float_parsing": "{name} must be a number.",
    "finite_number": "{name} must be a number.",
    "literal_error": "{name} must be one of: {choices}.",
    "greater_than": "{name} must be more than {gt}.",
    "greater_than_equal": "{name} must be {ge} or more.",
    "less_than_equal": "{name} must be {le} or less.",
}
MISSHAPEN = {
    "code": "{name} must be the two digits of a province, such as 37.",
    "database_url": "{name} must begin with postgresql://.",
}
OTHERWISE = "{name} is not right: {reason}."


def unknown(environment: Mapping[str, str]) -> Iterator[Message]:
    """The variables that would be passed over: a slip in the name of a secret is not found out in time."""
    known = {name.upper(): f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    for variable, value in sorted(environment.items()):
        name = variable.upper().removeprefix(PREFIX)
        if value and variable.upper().startswith(PREFIX) and name not in known:
            yield _unknown(variable, known, get_close_matches(name, known, n=1))


def _unknown(variable: str, known: Mapping[str, str], near: Sequence[str]) -> Message:
    if near:
        return Message(UNKNOWN_NEAR, name=variable, near=known[near[0]])
    return Message(UNKNOWN, name=variable, known=Listed(known.values()))


def wrong(refused: ValidationError, options: Collection[str]) -> Iterator[Message]:
    """options: the settings that were given as options."""
    for error in refused.errors(include_url=False, include_input=False):
        said = error.get("ctx", {}).get("error")
        if said is not None:  # raised by the settings themselves, and names them
            yield said.args[0] if isinstance(said.args[0], Message) else Message("{reason}", reason=str(said))
        else:
            yield _in_words(error, options)


def _in_words(error: ErrorDetails, options: Collection[str]) -> Message:
    field = str(error["loc"][0])
    name = f"--{field}" if field in options else f"{PREFIX}{field.upper()}"
    template = (
        MISSHAPEN.get(field) if error["type"] == "string_pattern_mismatch" else WRONG.get(error["type"])
    )
    if template is None:
        return Message(OTHERWISE, name=name, reason=error["msg"])
    choices = Listed(map(str, get_args(Settings.model_fields[field].annotation)))
    return Message(template, **{"choices": choices, **error.get("ctx", {}), "name": name})
