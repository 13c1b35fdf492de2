"""What a file is and what must become of it, written beside it as TOML."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.api.importing.corpus.making.cells import Line, Sheet

FILES = Path(__file__).parent.parent / "files"


@dataclass(frozen=True)
class Case:
    """One file. file: with its ending. says: what it is. before: what happened in the ledger before it.

    after: the file that goes in first. refused: of what the sentence must speak that refuses the whole file.
    may_be_refused: the rule allows that too. left_out: sheets that are named and not read.
    """

    file: str
    made_by: str
    says: str
    sheets: Sequence[Sheet] = ()
    after: str = ""
    before: Sequence[dict[str, str]] = ()
    refused: str = ""
    may_be_refused: bool = False
    left_out: Sequence[str] = ()
    kinds: Sequence[str] = field(default=())

    @property
    def path(self) -> Path:
        return FILES / self.file

    def expect(self) -> None:
        """Writes the expectation."""
        lines = [f"says = {_value(self.says)}", f"made_by = {_value(self.made_by)}"]
        for key in ("after", "before", "refused", "may_be_refused", "left_out"):
            if given := getattr(self, key):
                lines.append(f"{key} = {_value(given)}")
        if rows := [] if self.refused else list(self._rows()):
            lines += ["rows = [", *(f"  {_value(row)}," for row in rows), "]"]
        self.path.with_name(self.file + ".toml").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _rows(self) -> Any:
        for sheet in self.sheets:
            for number, line in enumerate(sheet.lines, 1):
                if isinstance(line, Line) and line.fates and sheet.title not in self.left_out:
                    place = {"sheet": sheet.title} if len(self.sheets) > 1 else {}
                    fate = line.fates[0] if len(line.fates) == 1 else list(line.fates)
                    because = {"because": line.because} if line.because else {}
                    yield place | {"row": number, "fate": fate} | because | line.facts


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
