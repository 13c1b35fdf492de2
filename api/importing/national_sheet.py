"""The columns of the national import sheet, and the words that its enumerations take; national_sheet.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from api.importing.plain import plain


@dataclass(frozen=True, slots=True)
class Column:
    """field: our name of it. words: the enumeration it takes. template: whether an empty sheet shows it."""

    field: str
    name: str
    also: Sequence[str] = ()
    required: bool = False
    help: str = ""
    words: str = ""
    choices: Sequence[str] = ()
    examples: Sequence[str] = ()
    template: bool = True


@cache
def columns() -> Mapping[str, Column]:
    """Every column by its field, in the order of the template."""
    return {row["field"]: Column(**row) for row in _file()["column"]}


@cache
def fields_by_name() -> Mapping[str, str]:
    """The field of every head in use."""
    return {name: column.field for column in columns().values() for name in (column.name, *column.also)}


@cache
def words(enumeration: str) -> Mapping[str, str]:
    """What each word of an enumeration means."""
    listed = _file()["words"][enumeration].items()
    return {plain(word): value for value, known in listed for word in known}


def choices(column: Column) -> Sequence[str]:
    """What a drop-down list offers; empty for a column that takes anything."""
    if column.words:
        return [known[0] for known in _file()["words"][column.words].values()]
    return column.choices


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(files("api.importing").joinpath("national_sheet.toml").read_text("utf-8"))
