"""Text files as programs save them."""

from __future__ import annotations

import csv
import io
from typing import Any

from tests.api.importing.corpus.making.expectation import Case


def text(
    case: Case, encoding: str = "utf-8", delimiter: str = ",", ends: str = "\r\n", before: str = ""
) -> None:
    """Writes the case's one sheet, quoted where it must be, and its expectation."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=ends).writerows(
        ["" if value is None else value for value in row] for row in case.sheets[0].rows()
    )
    literal(case, before + out.getvalue(), encoding)


def literal(case: Case, content: str, encoding: str = "utf-8") -> None:
    """Writes exactly this, and the expectation of the case's sheet."""
    case.path.write_bytes(content.encode(encoding))
    case.expect()


def lines(case: Case, delimiter: str = ",", ends: str = "\r\n") -> list[str]:
    """The rows joined without any quoting, for files in which a quote is what is wrong."""
    return [delimiter.join("" if value is None else str(value) for value in row) for row in _rows(case)]


def _rows(case: Case) -> Any:
    return case.sheets[0].rows()
