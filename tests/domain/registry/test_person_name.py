"""Names as clerks type them: what is layout goes, what is the name stays."""

from __future__ import annotations

import pytest

from domain.refusal import Refusal
from domain.registry.person_name import check, same, tidy


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("张　三", "张三"),
        ("　张三 ", "张三"),
        ("张  三", "张三"),
        ("张\u00a0三", "张三"),
        ("𬱖　䶮", "𬱖䶮"),
        ("张　\ue863", "张\ue863"),
        ("买买提 · 吐尔逊", "买买提·吐尔逊"),
        ("买买提．吐尔逊", "买买提．吐尔逊"),
        ("Anna   Li", "Anna Li"),
        ("Anna\u3000Li", "Anna Li"),
        ("安娜 Li", "安娜 Li"),
        ("〇 一", "〇一"),
        ("张\n三", "张\n三"),  # no layout: nobody sees it, so it is refused elsewhere
        ("", ""),
    ],
)
def test_only_blanks_that_are_layout_go(typed: str, kept: str) -> None:
    assert tidy(typed) == kept
    assert tidy(kept) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张　三", "张三"),
        ("买买提·吐尔逊", "买买提•吐尔逊"),
        ("买买提．吐尔逊", "买买提・吐尔逊"),
        ("Anna Li", "ANNA LI"),
        ("é", "e\u0301"),
    ],
)
def test_one_name_typed_in_two_ways_is_one_name(one: str, other: str) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("张三", "张叁"), ("张三", "张三三"), ("买买提吐尔逊", "买买提·吐尔逊"), ("É", "é")]
)
def test_two_names_are_two(one: str, other: str) -> None:
    assert not same(one, other)


@pytest.mark.parametrize(
    "name", ["张三", "𬱖䶮", "张\ue863", "买买提·吐尔逊", "Anna Li", "O'Neill-Łoś", "字" * 50]
)
def test_rare_and_foreign_characters_are_names(name: str) -> None:
    check(name)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "The name must have 1 to 50 characters"),
        ("字" * 51, "The name must have 1 to 50 characters"),
        ("张\u200b三", "cannot be read, U\\+200B"),
        ("张三\u3164", "cannot be read, U\\+3164"),
        ("张\u2800三", "cannot be read, U\\+2800"),
        ("张\ud800", "cannot be read, U\\+D800"),
        ("张\n三", "cannot be read, U\\+000A"),
        ("张\ufffd三", "a character is lost or masked"),
        ("张?", "holds \\? where"),
        ("张？", "holds ？ where"),
        ("张□", "is lost"),
        ("张*三", "is lost or masked"),
    ],
)
def test_a_name_in_which_a_character_cannot_be_read_is_refused(name: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        check(name)
