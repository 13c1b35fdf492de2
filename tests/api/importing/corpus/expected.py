"""The corpus: its files, and what must become of every row of each."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

HERE = Path(__file__).parent
FILES = HERE / "files"


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What must become of a row. fate: registered, held, already, rejected, left out; several where any will do.

    because: of what its reasons speak (words of meanings.toml), the first of them at least; warns: the same of
    warnings. The rest are facts that the ledger must hold of who came in: several where any will do, "" for none.
    """

    row: int
    fate: str | list[str]
    sheet: str = ""
    because: str = ""
    warns: str = ""
    id_number: str | None = None
    name: str | list[str] | None = None
    entry_date: str | None = None
    class_name: str | list[str] | None = None
    hukou: str | None = None
    major_code: str | None = None
    years: float | None = None
    card: str | None = None
    origin: str | None = None
    study_mode: str | None = None
    track: str | None = None
    poverty_belt: bool | None = None
    student_number: str | None = None

    @property
    def fates(self) -> list[str]:
        return _several(self.fate)

    def facts(self) -> dict[str, list[Any]]:
        """The values that the ledger may hold, by what they are of."""
        told = msgspec.structs.asdict(self)
        facts = {key: told[key] for key in _FACTS if told[key] is not None}
        return {key: _several(value) for key, value in facts.items()}


_FACTS = Row.__struct_fields__[5:]


class Before(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What happens to somebody before the file. what: approved, elsewhere (approved there), or a status change."""

    who: str
    what: str
    on: str = ""
    name: str = ""


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """says, made_by: what the file is, and whose program makes such files. after: the file that goes in first.

    refused: of what the sentence speaks that refuses the whole file. may_be_refused: that will do too.
    left_out: sheets that are not read.
    """

    says: str
    made_by: str
    after: str = ""
    before: list[Before] = []
    refused: str = ""
    may_be_refused: bool = False
    left_out: list[str] = []
    rows: list[Row] = []


@cache
def expected(name: str) -> Expected:
    """Of a file, by its name."""
    return msgspec.toml.decode((FILES / f"{name}.toml").read_bytes(), type=Expected)


def names() -> list[str]:
    """Of every file, each after the one that goes in first."""
    found: list[str] = []
    waiting = sorted(path.name for path in FILES.iterdir() if path.suffix != ".toml")
    while waiting:
        ready = [name for name in waiting if expected(name).after in ("", *found)]
        found += ready
        waiting = [name for name in waiting if name not in ready]
        assert ready, f"after a file that is not there: {waiting}"
    return found


@cache
def meanings() -> dict[str, list[str]]:
    return tomllib.loads((HERE / "meanings.toml").read_text(encoding="utf-8"))


def speaks_of(text: str, meaning: str) -> bool:
    """Whether a sentence is about what it should be about."""
    return any(word in text for word in meanings()[meaning])


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
