"""What a workbook keeps in its cells, as the text that is meant."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from api.sheets.cell_text import lost_digits, text_of


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (" 张三 ", " 张三 "),
        (3, "3"),
        (3.0, "3"),
        (2.5, "2.5"),
        (201509, "201509"),
        (371525200102150014, "3.71525E+17"),
        (3.71525200102150e17, "3.71525E+17"),
        (datetime(2015, 9, 1), "2015-09-01"),
        (date(2015, 9, 1), "2015-09-01"),
        (True, "True"),
    ],
)
def test_a_cell_is_the_text_that_is_meant(value: Any, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("number", "lost"), [("3.71525E+17", True), ("4E15", True), ("371525200102150014", False), ("E17", False)]
)
def test_a_long_number_that_a_spreadsheet_took_for_an_amount_is_known(number: str, lost: bool) -> None:
    assert lost_digits(number) is lost
