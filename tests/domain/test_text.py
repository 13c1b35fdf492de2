"""What a reader tells a name by, and what nobody sees."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.text import (
    _SURELY_SEEN,
    _VARIANT,
    _is_none,
    _is_unseen,
    invisible,
    is_blank,
    same_characters,
    skeleton,
    trimmed,
)

UNSEEN = "\u3164\u115f\u1160\u2800\uffa0\u200b\u200d\u00ad\ufeff\u2060\u034f\u180e\u202e\U000e0041"


@pytest.mark.parametrize("char", UNSEEN)
def test_what_nobody_sees_is_found_and_says_nothing(char: str) -> None:
    assert invisible(f"王{char}芳") == char
    assert is_blank(char * 3)
    assert skeleton(f"王{char}芳") == "王芳"


@pytest.mark.parametrize("text", ["", " ", "\u3000\u00a0", "\t\n", "\ufe0f", "\U000e0100", " \u3164 "])
def test_a_text_of_blanks_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["王", "0", "-", "👨\u200d👩", "㐂\U000e0100", "م"])
def test_what_says_something_is_not(text: str) -> None:
    assert not is_blank(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wang Fang", "wang  fang"),
        ("ＷＡＮＧ　ＦＡＮＧ", "Wang Fang"),
        ("王 芳", "王　芳"),
        ("王 芳", "王芳"),
        ("e\u0301va", "Éva"),
        ("ﬁnance", "Finance"),
        ("straße", "STRASSE"),
        ("\u212aelvin", "kelvin"),  # the sign of a temperature
        ("郎\ufe00", "\uf92c"),
        ("①班", "1班"),
    ],
)
def test_names_that_look_alike_have_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"), [("王芳", "王方"), ("Li Na", "Lina"), ("REGISTRAR 1", "REGISTRAR 2"), ("Ivan", "Іван")]
)
def test_names_that_a_reader_tells_apart_have_two(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


def test_what_a_machine_made_keeps_its_case_and_blanks() -> None:
    assert same_characters("Ab") != same_characters("aB")
    assert same_characters("a b") != same_characters("a  b")
    assert same_characters("ａb\u200b") == same_characters("ab")


@given(st.text())
def test_a_skeleton_is_its_own(text: str) -> None:
    assert skeleton(skeleton(text)) == skeleton(text)
    assert (skeleton(text) == "") == is_blank(text)


@given(st.text(), st.sampled_from(UNSEEN))
def test_nothing_unseen_makes_another_name(text: str, char: str) -> None:
    assert skeleton(text + char) == skeleton(char + text) == skeleton(text)


@given(st.text())
def test_trimming_twice_changes_nothing_more(text: str) -> None:
    assert trimmed(trimmed(text)) == trimmed(text)


def test_what_is_passed_in_one_look_holds_nothing_unseen() -> None:
    passed = [char for char in map(chr, range(sys.maxunicode + 1)) if _SURELY_SEEN.fullmatch(char)]
    assert len(passed) > 20_000
    assert not any(_is_unseen(char) or _is_none(char) or _VARIANT.match(char) for char in passed)
