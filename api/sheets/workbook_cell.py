"""One cell of a workbook as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl.styles.numbers import builtin_format_code, is_date_format
from openpyxl.utils.datetime import from_excel

from api.sheets.number_format import shown
from api.sheets.open_xml import Package, child, local

# Dates and times as the Chinese, Japanese and Korean editions have them, 57 among them: 2015年9月.
EAST_ASIAN = {*range(27, 37), *range(50, 59)}
DATE = "yyyy-mm-dd"
NO_DAY = "#####"  # is what a program shows
NO_NUMBER = "#NUM!"
LARGEST = 308  # power of ten of a number in a spreadsheet
DIGITS = 15  # that a spreadsheet keeps: what lies behind is noise of binary numbers
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class CellReader:
    """What the cells of a workbook refer to: its strings, the number format of each style, its first day."""

    strings: Sequence[str]
    formats: Sequence[str]
    epoch: datetime

    def text(self, cell: Any) -> str:
        """As the clerk saw it; dates in ISO form. A formula that was never worked out is itself, with its =."""
        kind, inner = cell.get("t", "n"), child(cell, "v")
        raw = "" if inner is None else inner.text or ""
        if kind == "inlineStr":
            written = child(cell, "is")
            return "" if written is None else string(written)
        if not raw:
            return self._unworked(kind, child(cell, "f"))
        if kind == "s":
            return self.strings[_index(raw)]
        if kind == "n":
            return self._number(raw.strip(), _index(cell.get("s", "0")))
        if kind == "b":
            return "TRUE" if raw.strip() in ("1", "true") else "FALSE"
        return _iso(datetime.fromisoformat(raw)) if kind == "d" else unescaped(raw)

    def _unworked(self, kind: str, formula: Any | None) -> str:
        """An empty text is a value too."""
        return "" if formula is None or kind == "str" else f"={formula.text or '…'}"

    def _number(self, raw: str, style: int) -> str:
        code = self.formats[style] if style < len(self.formats) else "General"
        try:
            value = Decimal(f"{Decimal(raw):.{DIGITS - 1}E}")
        except ArithmeticError:
            return NO_NUMBER
        if not value.is_finite() or value.adjusted() > LARGEST:
            return NO_NUMBER
        if not is_date_format(code):
            return shown(value, code)
        try:
            return _iso(from_excel(float(value), self.epoch)) if value >= 0 else NO_DAY
        except (OverflowError, ValueError):
            return NO_DAY


def number_formats(package: Package, part: str) -> list[str]:
    """The number format of each style that a cell may have."""
    own: dict[int, str] = {}
    styles: list[str] = []
    for element in package.elements(part, "numFmt", "cellXfs"):
        if local(element) == "numFmt":
            own.setdefault(int(element.get("numFmtId")), element.get("formatCode"))
        else:
            styles = [_code(int(style.get("numFmtId", 0)), own) for style in element]
    return styles


def string(element: Any) -> str:
    """The text of a string in all its fonts, without the readings that stand above it in small print."""
    if local(element) == "t":
        return unescaped(element.text or "")
    return "".join(string(inner) for inner in element if local(inner) in ("t", "r"))


def unescaped(text: str) -> str:
    """With the characters that XML has no place for: _x000D_ is the end of a line."""
    written = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    # Two halves are one character, and a half alone is one that was lost.
    return written.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _index(text: str) -> int:
    """ValueError for one below zero, which would be counted from the end."""
    if (index := int(text)) < 0:
        raise ValueError(text)
    return index


def _code(number: int, own: dict[int, str]) -> str:
    return own.get(number) or (DATE if number in EAST_ASIAN else builtin_format_code(number)) or "General"


def _iso(value: datetime | date | time) -> str:
    """A day without its midnight."""
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat()
