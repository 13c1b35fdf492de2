"""The language that a person reads: English, or Chinese from the catalogue.

A message is an English template with ``{named}`` places; the template is its own key in the catalogue.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any, Literal

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

Language = Literal["en", "zh"]

_CODE = re.compile(r"\b[A-Z][A-Z_]+\b")
_CODES = re.compile(r"[A-Z0-9_]+(, [A-Z0-9_]+)+")

CATALOGUE = Path(__file__).parent / "catalogue" / "zh" / "LC_MESSAGES" / "messages.po"


class Listed(tuple[str, ...]):
    """Words in a message, one after the other, with commas as the reader's language has them; they stay as they are,
    for what is listed is what may be written.
    """

    def __str__(self) -> str:
        return ", ".join(self)


class Message:
    """A message within another one: a template with its values, said in the language of the whole."""

    def __init__(self, template: str, /, **params: Any) -> None:
        self.template = template
        self.params = params

    def __str__(self) -> str:
        return say(self.template, "en", **self.params)


def choose(accept_language: str | None, otherwise: Language = "en") -> Language:
    """The better of the two languages for an Accept-Language header; English when it names neither.

    otherwise: for a request without that header.
    """
    if not accept_language:
        return otherwise
    wanted = [_weighed(part) for part in accept_language.split(",")]
    best = max(wanted, key=lambda want: want[1], default=("en", 0.0))
    return "zh" if best[1] > 0 and best[0] == "zh" else "en"


def say(template: str, language: Language, **params: Any) -> str:
    """The message in that language with its places filled. Without a translation it stays English."""
    if language == "en":
        return template.format_map(params)
    words = {name: _in_chinese(value) for name, value in params.items()}
    return chinese().get(template, template).format_map(words)


@cache
def chinese() -> dict[str, str]:
    """The Chinese translation of every template in the catalogue."""
    with CATALOGUE.open("rb") as file:
        catalogue: Catalog = read_po(file, locale="zh")
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string}


def _in_chinese(value: Any) -> Any:
    """A value for a Chinese message: codes such as SUSPENDED by their words, their lists with 、."""
    if isinstance(value, Message):
        return say(value.template, "zh", **value.params)
    if isinstance(value, Listed):
        return "、".join(value)
    if not isinstance(value, str):
        return value
    if value in chinese():
        return chinese()[value]
    if _CODES.fullmatch(value):
        value = value.replace(", ", "、")
    return _CODE.sub(lambda code: chinese().get(code[0], code[0]), value)


def _weighed(part: str) -> tuple[str, float]:
    tag, _, parameter = part.strip().lower().partition(";")
    try:
        weight = float(parameter.strip().removeprefix("q=")) if parameter else 1.0
    except ValueError:
        weight = 0.0
    primary = tag.split("-")[0]
    return primary, weight if primary in ("en", "zh") else 0.0
