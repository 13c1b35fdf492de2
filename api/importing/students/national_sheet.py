"""The national import sheet of students: its form, and its rows on their way into the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from api.importing.students.new_student import new_student
from api.sheets.form import Form
from api.sheets.sheet import wrong
from api.sheets.table import SheetRow, Table
from domain.policy.policy import Policy
from domain.refusal import Refusal
from domain.registry.register_students import NewStudent

TWICE = "The same ID number stands in row {row} of sheet {sheet} already."

Seen = dict[str, tuple[str, int]]  # the sheet and row of every ID number so far


class Fate(StrEnum):
    """What became of a row. HELD is in the ledger, but waits for somebody to look at it."""

    REGISTERED = "REGISTERED"
    HELD = "HELD"
    ALREADY = "ALREADY"
    REJECTED = "REJECTED"


@dataclass(slots=True)
class StudentRow:
    """student: None when the row makes none."""

    row: SheetRow
    student: NewStudent | None = None
    fate: Fate | None = None

    def becomes(self, fate: Fate, *reasons: Refusal) -> None:
        self.fate = fate
        self.row.reasons.extend(reasons)


@cache
def national_sheet() -> Form:
    """The form of it, national_sheet.toml."""
    return Form.load(files("api.importing.students") / "national_sheet.toml")


def student_rows(found: Sequence[Table], policy: Policy) -> list[StudentRow]:
    """The rows of a file; those that make no student, or one who is there already, have their fate."""
    seen: Seen = {}
    return [_student_row(row, table.sheet.title, seen, policy) for table in found for row in table.rows]


def _student_row(row: SheetRow, sheet: str, seen: Seen, policy: Policy) -> StudentRow:
    student, made = new_student(row.cells, policy), StudentRow(row)
    if not isinstance(student, NewStudent):
        made.becomes(Fate.REJECTED, *student)
    elif student.id_number in seen:
        title, earlier = seen[student.id_number]
        made.becomes(Fate.REJECTED, wrong(TWICE, row=earlier, sheet=title))
    else:
        seen[student.id_number] = (sheet, row.number)
        made.student = student
    return made
