"""Files as clerks' programs write them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook


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
