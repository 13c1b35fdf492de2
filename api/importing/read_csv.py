"""Reading CSV in the encodings and with the delimiters that clerks' programs write."""

import csv
import io

from api.importing.heading import recognised
from api.importing.sheet import Row, Sheet, SheetFile, unreadable

DELIMITERS = ",\t;"
HEAD = 20  # lines looked at to find the delimiter


def read_csv(content: bytes) -> SheetFile:
    """The one sheet of it. Refuses what is no text."""
    text, encoding = _decoded(content)
    head = "".join(text.splitlines(keepends=True)[:HEAD])
    delimiter = max(DELIMITERS, key=lambda mark: max(map(recognised, _rows(head, mark)), default=0))
    return SheetFile("csv", [Sheet("CSV", _rows(text, delimiter))], encoding, delimiter)


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
    raise unreadable("This file is neither a workbook nor text in UTF-8 or GB18030.")


def _rows(text: str, delimiter: str) -> list[Row]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise unreadable("This file is not readable as CSV: {error}.", error=str(error)) from error
