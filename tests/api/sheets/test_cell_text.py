"""What stands in a cell, and what is layout in it."""

from __future__ import annotations

import pytest

from api.sheets.cell_text import clean, lost_digits


@pytest.mark.parametrize(
    ("number", "lost"), [("3.71525E+17", True), ("4E15", True), ("371525200102150014", False), ("E17", False)]
)
def test_a_long_number_that_a_spreadsheet_took_for_an_amount_is_known(number: str, lost: bool) -> None:
    assert lost_digits(number) is lost


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (" 1班\u3000", "1班"),
        ('="1-15"', "1-15"),
        ("15设施\r\n 1班", "15设施 1班"),
        ("=1+1", "=1+1"),
        ("'张三", "张三"),
    ],
)
def test_a_cell_is_one_line_without_what_keeps_programs_off(written: str, meant: str) -> None:
    assert clean(written) == meant
