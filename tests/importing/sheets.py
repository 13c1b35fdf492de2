"""Sheets as schools send them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from tests.support.people import id_number

HEAD = ("身份证号", "姓名", "性别", "入学年月", "修读专业", "学制", "户籍性质", "班级")
NAME = "𬱖䶮"


def row(sequence: int, **cells: Any) -> list[Any]:
    """A row without fault; ``cells`` by their heads say what is otherwise."""
    number = id_number(sequence)
    usual = (
        number,
        f"{NAME}{sequence}",
        "男" if int(number[16]) % 2 else "女",
        "201509",
        "010100",
        "三年",
        "农业",
        "1班",
    )
    return list((dict(zip(HEAD, usual, strict=True)) | cells).values())


def workbook(path: Path, *sheets: Sequence[Sequence[Any]]) -> Path:
    """A workbook with these sheets."""
    book = Workbook()
    for number, rows in enumerate(sheets):
        sheet: Any = book.create_sheet(f"表{number + 1}")
        for cells in rows:
            sheet.append(cells)
        for cell in (cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"):
            cell.data_type = "s"  # typed as text, not meant as a formula
    del book["Sheet"]
    book.save(path)
    return path


def text_file(
    path: Path, rows: Sequence[Sequence[Any]], encoding: str = "utf-8", delimiter: str = ","
) -> Path:
    """The same as CSV."""
    path.write_text(
        "\r\n".join(delimiter.join(map(str, cells)) for cells in rows) + "\r\n", encoding, newline=""
    )
    return path


def rows_of(path: Path) -> list[list[Any]]:
    """The rows of the first sheet of a workbook."""
    return [list(cells) for cells in load_workbook(path).worksheets[0].iter_rows(values_only=True)]
