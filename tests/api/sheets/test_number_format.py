"""Numbers as programs show them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.sheets.number_format import DIFFERS, shown


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("2015.1", "0.00", "2015.10"),
        ("2015.1", "General", "2015.1"),
        ("2015.1", "@", "2015.1"),
        ("2015.1", "0.00_ ", "2015.10"),
        ("2015.9", "0.0#", "2015.9"),
        ("2015.9", ".0", "2015.9"),
        ("10100", "000000", "010100"),
        ("201509", "0", "201509"),
        ("201509", "#,##0", "201509"),
        ("201509", '0000"年"00"月"', "2015年09月"),
        ("201509", r"0000\-00", "2015-09"),
        ("20150925", "0000-00-00", "2015-09-25"),
        ("3", '0"年"', "3年"),
        ("3", '"15级"0"班"', "15级3班"),
        ("3", 'General"年"', "3年"),
        ("3", "G/通用格式", "3"),
        ("3", "[DBNum1][$-804]General", "3"),
        ("0.5", "0%", "50%"),
        ("850", "[$¥-804]#,##0.00", "¥850.00"),
        ("-3", "0", "-3"),
        ("-3", "0;(0)", "(3)"),
        ("0", "0;-0;;@", ""),
        ("0", "#", ""),
        ("201509", "0.00E+00", "201509"),
        ("0.5", "# ?/?", "0.5"),
        ("3", "[>2]0;0.0", "3"),
        ("201509", "0,", "201509"),
        ("371525200102150014", "0", "3.71525E+17"),
        ("999999999999999", "0", "999999999999999"),
    ],
)
def test_a_number_is_what_its_cell_shows(value: str, code: str, text: str) -> None:
    assert shown(Decimal(value), code) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [("2.5", "0", "3≠2.5"), ("3", ";;;", "≠3"), ("3", '"是"', "是≠3"), ("0.555", "0%", "56%≠0.555")],
)
def test_what_shows_something_else_than_it_holds_says_both(value: str, code: str, text: str) -> None:
    assert shown(Decimal(value), code) == text


@given(
    st.decimals(-(10**14), 10**14, places=3),
    st.lists(
        st.sampled_from(["0", "#", "?", ".", ",", "%", ";", '"年"', "\\-", "_ ", "E+", "/", "@", "[Red]"])
    ).map("".join),
)
def test_whatever_the_format_the_digits_are_those_of_the_number_or_it_says_so(
    value: Decimal, code: str
) -> None:
    text = shown(value, code)
    held = "".join(filter(str.isdigit, f"{value.normalize():f}")).strip("0")
    assert held in text.replace("年", "").replace("-", "").replace(".", "") or DIFFERS in text or "%" in text
