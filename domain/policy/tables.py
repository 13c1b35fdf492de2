"""The dated tables that are packaged beside the code, in data/. Nobody but the policy reads them."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The table data/NAME.toml, read once."""
    return tomllib.loads(_text(f"{name}.toml"))


def rows(name: str) -> list[list[str]]:
    """The words of every line of data/NAME.txt that is not a comment."""
    return [line.split() for line in _text(f"{name}.txt").splitlines() if not line.startswith("#")]


def _text(file: str) -> str:
    return files("domain.policy").joinpath("data", file).read_text("utf-8")
