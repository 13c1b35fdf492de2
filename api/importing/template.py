"""An empty sheet to fill in, with a second one that explains its columns."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from api.importing.national_sheet import Column, choices, columns
from api.language import Language, say

ROWS = 2_000  # a sheet of the national import
STUDENTS, GUIDE = "学生信息", "填写说明"
GUIDE_HEAD = ("Column", "Required", "What to write", "One of", "Examples")
REQUIRED = PatternFill("solid", fgColor="FFF2CC")


def write_template(path: Path, language: Language) -> None:
    """CSV when the name ends so, and else a workbook; the explanations are in ``language``."""
    shown = [column for column in columns().values() if column.template]
    if path.suffix.lower() == ".csv":
        with path.open("x", encoding="utf-8-sig", newline="") as out:
            csv.writer(out).writerow(column.name for column in shown)
        return
    book = Workbook()
    _students(book.active, shown)
    _guide(book.create_sheet(GUIDE), shown, language)
    with path.open("xb") as file:
        book.save(file)


def _students(sheet: Any, shown: Sequence[Column]) -> None:
    sheet.title, sheet.freeze_panes = STUDENTS, "A2"
    sheet.append([column.name for column in shown])
    for place, column in enumerate(shown, 1):
        letter, head = get_column_letter(place), sheet.cell(1, place)
        head.font, head.number_format = Font(bold=True), "@"
        if column.required:
            head.fill = REQUIRED
        sheet.column_dimensions[letter].width = max(12, 2 * len(column.name) + 4)
        # Text in every column: a number would lose the zero in front or the digits at the end.
        sheet.column_dimensions[letter].number_format = "@"
        if offered := choices(column):
            _drop_down(sheet, letter, offered)


def _drop_down(sheet: Any, letter: str, offered: Sequence[str]) -> None:
    # A word outside the list stays possible: the import knows more of them than the list shows.
    rule = DataValidation("list", formula1=f'"{",".join(offered)}"', allow_blank=True, showErrorMessage=False)
    rule.add(f"{letter}2:{letter}{ROWS + 1}")
    sheet.add_data_validation(rule)


def _guide(sheet: Any, shown: Sequence[Column], language: Language) -> None:
    sheet.append([say(head, language) for head in GUIDE_HEAD])
    for column in shown:
        sheet.append(
            [
                column.name,
                say("yes", language) if column.required else "",
                say(column.help, language),
                "、".join(choices(column)),
                "、".join(column.examples),
            ]
        )
    for letter, width in zip("ABCDE", (24, 10, 60, 40, 48), strict=True):
        sheet.column_dimensions[letter].width = width
        for cell in sheet[letter]:
            cell.number_format, cell.alignment = "@", Alignment(wrap_text=True, vertical="top")
    for cell in sheet[1]:
        cell.font = Font(bold=True)
