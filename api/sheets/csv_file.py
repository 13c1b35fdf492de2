"""CSV with the delimiters that clerks' programs write."""

import re

from api.sheets.csv_rows import csv_rows
from api.sheets.csv_text import decoded
from api.sheets.form import Form
from api.sheets.heading import recognised
from api.sheets.sheet import Sheet, SheetFile

DELIMITERS = ",\t;"
HEAD = 20  # lines looked at to find the delimiter
LINE_END = re.compile(r"\r\n|\r|\n")
SAID = re.compile(r'"?sep=(.)"?', re.IGNORECASE)  # a first line by which a program names the delimiter


def read_csv(content: bytes, form: Form) -> SheetFile:
    """The one sheet of it, parted by the delimiter that its first line names or that shows the most heads of the form.

    Refuses what is no text.
    """
    lines = LINE_END.split(decoded(content))
    if said := SAID.fullmatch(lines[0]):
        return _file(lines[1:], said[1])  # no program shows that line, nor counts it

    def heads(mark: str) -> int:
        return max((recognised(row, form) for row in csv_rows(lines[:HEAD], mark)), default=0)

    return _file(lines, max(DELIMITERS, key=heads))


def _file(lines: list[str], delimiter: str) -> SheetFile:
    return SheetFile([Sheet("CSV", csv_rows(lines, delimiter), parted=True)])
