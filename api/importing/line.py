"""A row on its way into the ledger, and the rows of a whole file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from api.importing.heading import Heading, heading, require_columns
from api.importing.sheet import Row, Sheet, SheetFile, unreadable
from api.importing.student_row import new_student
from api.importing.wrong import wrong
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
class Line:
    """number: the row's in its sheet, from 1. student: None when the row makes none."""

    number: int
    row: Row
    student: NewStudent | None = None
    fate: Fate | None = None
    reasons: list[Refusal] = field(default_factory=list)

    def becomes(self, fate: Fate, *reasons: Refusal) -> None:
        self.fate = fate
        self.reasons.extend(reasons)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with a head, and its rows that are not empty."""

    sheet: Sheet
    heading: Heading
    lines: Sequence[Line]


def tables(file: SheetFile) -> list[Table]:
    """The sheets of students in a file. Refuses one without any, or with columns missing."""
    found = [(sheet, head) for sheet in file.sheets if (head := heading(sheet)) is not None]
    if not found:
        raise unreadable(
            "No row names the columns, such as 身份证号, 姓名 and 入学年月. Nothing was imported."
        )
    for sheet, head in found:
        require_columns(head, sheet)
    seen: Seen = {}
    return [Table(sheet, head, _lines(sheet, head, seen)) for sheet, head in found]


def _lines(sheet: Sheet, head: Heading, seen: Seen) -> list[Line]:
    rows = enumerate(sheet.rows[head.number :], head.number + 1)
    return [_line(number, row, sheet, head, seen) for number, row in rows if any(map(str.strip, row))]


def _line(number: int, row: Row, sheet: Sheet, head: Heading, seen: Seen) -> Line:
    student = new_student(_cells(row, head.columns))
    line = Line(number, row)
    if not isinstance(student, NewStudent):
        line.becomes(Fate.REJECTED, *student)
    elif student.id_number in seen:
        title, earlier = seen[student.id_number]
        line.becomes(Fate.REJECTED, wrong(TWICE, row=earlier, sheet=title))
    else:
        seen[student.id_number] = (sheet.title, number)
        line.student = student
    return line


def _cells(row: Row, columns: Mapping[str, int]) -> dict[str, str]:
    return {name: row[place].strip() for name, place in columns.items() if place < len(row)}
