from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn.ric import calc_check_digit

from domain.registry.id_number import (
    InvalidIdNumber,
    birth_date,
    is_male,
    is_temporary,
    mask,
    modern,
    normalise,
)

births = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    first = f"{draw(st.integers(0, 999999)):06}{draw(births):%Y%m%d}{draw(st.integers(0, 999)):03}"
    return first + calc_check_digit(first + "0")


@pytest.mark.parametrize("number", ["11010519491231002X", "371525200102150014", "371525200002290036"])
def test_good_numbers_are_taken(number: str) -> None:
    assert normalise(number) == number


def test_a_small_x_becomes_a_capital_and_blanks_around_go() -> None:
    assert normalise(" 11010519491231002x\n") == "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "length"),
        ("110105491231002", "length"),
        ("3715252001021500144", "length"),
        ("3715252001O2150014", "digits"),
        ("37152520010215X014", "digits"),
        ("３71525200102150014", "digits"),
        ("371525200102150 14", "digits"),
        ("371525200102300014", "birth_date"),
        ("371525190002290036", "birth_date"),
        ("371525200102150015", "check_digit"),
        ("110105194912310020", "check_digit"),
    ],
)
def test_a_refusal_says_why(text: str, reason: str) -> None:
    with pytest.raises(InvalidIdNumber) as refused:
        normalise(text)
    assert refused.value.reason == reason
    assert not text or text not in str(refused.value)


@given(id_numbers())
def test_every_address_is_taken_even_one_that_never_was(number: str) -> None:
    assert normalise(number.lower()) == number
    assert birth_date(number).strftime("%Y%m%d") == number[6:14]


@given(id_numbers(), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number: str, place: int, shift: int) -> None:
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    with pytest.raises(InvalidIdNumber):
        normalise(wrong)


def test_birth_date_and_sex_are_read() -> None:
    assert birth_date("371525200102150014") == date(2001, 2, 15)
    assert is_male("371525200102150014")
    assert not is_male("11010519491231002X")


def test_a_mask_keeps_six_and_four() -> None:
    assert mask("371525200102150014") == "371525********0014"
    assert mask("12345") == "*****"


@pytest.mark.parametrize(
    ("old", "new"), [("110105491231002", "11010519491231002X"), (" 371525991231001 ", "371525199912310010")]
)
def test_an_old_number_of_15_digits_became_one_of_18(old: str, new: str) -> None:
    assert modern(old) == normalise(new)


@pytest.mark.parametrize(
    "cut", ["371525200102150", "371525190102150", "37152599123100", "1101054912３1002", ""]
)
def test_a_number_that_was_cut_short_is_no_old_one(cut: str) -> None:
    assert modern(cut) is None


@pytest.mark.parametrize(
    ("text", "temporary"),
    [("999363700000100001", True), ("371525200102150014", False), ("99936370000010001", False), ("", False)],
)
def test_what_schools_gave_to_those_without_one_is_told(text: str, temporary: bool) -> None:
    assert is_temporary(text) is temporary


@given(st.text("0123456789", min_size=15, max_size=15))
def test_what_an_old_number_became_is_a_number(old: str) -> None:
    """None for a birth date that does not exist, so that nobody meets one further on."""
    became = modern(old)
    assert became is None or normalise(became) == became
