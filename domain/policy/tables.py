"""The dated tables that are packaged beside the code, in data/*.toml."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The table data/NAME.toml, read once."""
    return tomllib.loads(files("domain.policy").joinpath("data", f"{name}.toml").read_text("utf-8"))
