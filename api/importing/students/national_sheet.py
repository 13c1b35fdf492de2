"""The national import sheet of students: its form, and its rows on their way into the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

from api.importing.students.new_student import new_student
from api.language import Message, say
from api.sheets.form import Form
from api.sheets.sheet import wrong
from api.sheets.table import SheetRow, Table
from domain.policy.policy import Policy
from domain.refusal import Refusal
from domain.registry.identity import identity
from domain.registry.new_student import NewStudent
from domain.registry.person_name import spoken
from domain.vocabulary import Sex

TWICE = "The same ID number stands in row {row} of sheet {sheet} already."
TWICE_WITHOUT = "The same student, without an ID number, stands in row {row} of sheet {sheet} already."

Who = str | tuple[str, Sex, date]  # the ID number, or what tells somebody apart who has none
Seen = dict[Who, tuple[str, int]]  # the sheet and row of everybody so far


class Fate(StrEnum):
    """What became of a row. HELD is in the ledger, but waits for somebody to look at it."""

    REGISTERED = "REGISTERED"
    HELD = "HELD"
    ALREADY = "ALREADY"
    REJECTED = "REJECTED"


@dataclass(slots=True)
class StudentRow:
    """sheet: its title. student: None when the row makes none. warnings: what to look at though it went in."""

    row: SheetRow
    sheet: str
    student: NewStudent | None = None
    fate: Fate | None = None
    warnings: list[Refusal] = field(default_factory=list)

    def becomes(self, fate: Fate, *reasons: Refusal) -> None:
        self.fate = fate
        self.row.reasons.extend(map(_at_column, reasons))

    def is_warned(self, warnings: Sequence[Refusal]) -> None:
        self.warnings.extend(map(_at_column, warnings))


def _at_column(refusal: Refusal) -> Refusal:
    """What the command says of a field, with the head of the column that it came from unless it speaks of it."""
    head = national_sheet().heads.get(str(refusal.path[0])) if refusal.path else None
    if head is None or head in say(refusal.template, "zh", **refusal.details):
        return refusal
    said = {"column": head, "why": Message(refusal.template, **refusal.details)}
    return Refusal(refusal.code, "{column}: {why}", refusal.path, **{**refusal.details, **said})


@cache
def national_sheet() -> Form:
    """The form of it, national_sheet.toml."""
    return Form.load(files("api.importing.students") / "national_sheet.toml")


def student_rows(found: Sequence[Table], policy: Policy) -> list[StudentRow]:
    """The rows of a file; those that make no student, or one who is there already, have their fate."""
    seen: Seen = {}
    return [_student_row(row, table.sheet.title, seen, policy) for table in found for row in table.rows]


def _student_row(row: SheetRow, sheet: str, seen: Seen, policy: Policy) -> StudentRow:
    made = StudentRow(row, sheet)
    if row.reasons:
        made.becomes(Fate.REJECTED)
        return made
    student = new_student(row.cells, policy)
    if not isinstance(student, NewStudent):
        made.becomes(Fate.REJECTED, *student)
        return made
    try:
        who = _who(student)
    except Refusal as refusal:
        made.becomes(Fate.REJECTED, refusal)
        return made
    if who in seen:
        title, earlier = seen[who]
        template = TWICE if isinstance(who, str) else TWICE_WITHOUT
        made.becomes(Fate.REJECTED, wrong(template, row=earlier, sheet=title))
    else:
        seen[who] = (sheet, row.number)
        made.student = student
    return made


def _who(student: NewStudent) -> Who:
    about = identity(student)
    return about.number or (spoken(student.name), about.sex, about.birth)
