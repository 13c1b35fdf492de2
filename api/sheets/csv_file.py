"""CSV in the encodings and with the delimiters that clerks' programs write."""

import csv
import io
from pathlib import Path

from api.sheets.form import Form
from api.sheets.heading import recognised
from api.sheets.sheet import Row, Sheet, SheetFile, wrong

DELIMITERS = ",\t;"
HEAD = 20  # lines looked at to find the delimiter


def read_csv(content: bytes, form: Form) -> SheetFile:
    """The one sheet of it, parted by the delimiter that shows the most heads of the form.

    Refuses what is no text.
    """
    text, encoding = _decoded(content)
    head = "".join(text.splitlines(keepends=True)[:HEAD])

    def heads(mark: str) -> int:
        return max((recognised(row, form) for row in _rows(head, mark)), default=0)

    delimiter = max(DELIMITERS, key=heads)
    return SheetFile("csv", [Sheet("CSV", _rows(text, delimiter))], encoding, delimiter)


def write_csv(path: Path, file: SheetFile) -> None:
    """Its sheets one below the other, in its encoding and with its delimiter."""
    with path.open("w", encoding=file.encoding, newline="") as out:
        for sheet in file.sheets:
            csv.writer(out, delimiter=file.delimiter).writerows(sheet.rows)


def _decoded(content: bytes) -> tuple[str, str]:
    """The text, and the encoding for giving rows back: with a mark, since Excel needs it to see UTF-8."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        readings = [("utf-16", "utf-8-sig")]
    else:
        readings = [("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030")]
    for encoding, answer in readings:
        try:
            return content.decode(encoding), answer
        except UnicodeDecodeError:
            continue
    raise wrong("This file is neither a workbook nor text in UTF-8 or GB18030.")


def _rows(text: str, delimiter: str) -> list[Row]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise wrong("This file is not readable as CSV: {error}.", error=str(error)) from error
