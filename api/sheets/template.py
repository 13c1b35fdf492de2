"""An empty sheet to fill in, with a second one that explains its columns."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from api.language import Language, say
from api.sheets.form import Column, Form

ROWS = 2_000  # that have drop-down lists
GUIDE = "填写说明"
GUIDE_HEAD = ("Column", "Required", "What to write", "One of", "Examples")
REQUIRED = PatternFill("solid", fgColor="FFF2CC")


def write_template(path: Path, form: Form, language: Language) -> None:
    """A new file: CSV when the name ends so, and else a workbook; the explanations are in ``language``."""
    if path.suffix.lower() == ".csv":
        with path.open("x", encoding="utf-8-sig", newline="") as out:
            csv.writer(out).writerow(column.name for column in form.template)
        return
    book = Workbook()
    _to_fill_in(book.active, form)
    _guide(book.create_sheet(GUIDE), form, language)
    with path.open("xb") as file:
        book.save(file)


def _to_fill_in(sheet: Any, form: Form) -> None:
    sheet.title, sheet.freeze_panes = form.title, "A2"
    sheet.append([column.name for column in form.template])
    for place, column in enumerate(form.template, 1):
        letter, head = get_column_letter(place), sheet.cell(1, place)
        _head(head, column)
        sheet.column_dimensions[letter].width = max(12, 2 * len(column.name) + 4)
        # Text in every column: a number would lose the zero in front or the digits at the end.
        sheet.column_dimensions[letter].number_format = "@"
        if offered := form.choices(column):
            _drop_down(sheet, letter, offered)


def _head(head: Any, column: Column) -> None:
    head.font, head.number_format = Font(bold=True), "@"
    if column.required:
        head.fill = REQUIRED


def _drop_down(sheet: Any, letter: str, offered: Sequence[str]) -> None:
    # A word outside the list stays possible: the import knows more of them than the list shows.
    rule = DataValidation("list", formula1=f'"{",".join(offered)}"', allow_blank=True, showErrorMessage=False)
    rule.add(f"{letter}2:{letter}{ROWS + 1}")
    sheet.add_data_validation(rule)


def _guide(sheet: Any, form: Form, language: Language) -> None:
    sheet.append([say(head, language) for head in GUIDE_HEAD])
    for column in form.template:
        sheet.append(_explained(column, form, language))
    for letter, width in zip("ABCDE", (24, 10, 60, 40, 48), strict=True):
        sheet.column_dimensions[letter].width = width
        for cell in sheet[letter]:
            cell.number_format, cell.alignment = "@", Alignment(wrap_text=True, vertical="top")
    for cell in sheet[1]:
        cell.font = Font(bold=True)


def _explained(column: Column, form: Form, language: Language) -> Sequence[str]:
    return [
        column.name,
        say("yes", language) if column.required else "",
        say(column.help, language),
        "、".join(form.choices(column)),
        "、".join(column.examples),
    ]
