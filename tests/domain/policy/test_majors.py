import re

import pytest

from domain.policy import majors
from domain.policy.calendar import Term
from domain.policy.majors import Majors, same_group
from domain.policy.tables import table

MAJORS = Majors.load()


@pytest.mark.parametrize(
    ("code", "name", "catalogue", "agricultural"),
    [
        ("011800", "畜牧兽医", "2010", True),
        ("100300", "农村医学", "2010", True),
        ("100100", "护理", "2010", False),
        ("610301", "畜禽生产技术", "2021", True),
        ("710201", "计算机应用", "2021", False),
    ],
)
def test_a_major_is_known_by_its_code_in_either_catalogue(
    code: str, name: str, catalogue: str, agricultural: bool
) -> None:
    found = MAJORS.with_code(code)
    assert found is not None
    assert (found.name, found.catalogue, found.agricultural) == (name, catalogue, agricultural)
    assert found.group == code[:2]


def test_a_code_in_neither_catalogue_is_no_major() -> None:
    assert MAJORS.with_code("999999") is None
    assert MAJORS.with_code("") is None


def test_codes_are_six_digits_and_unique_and_the_first_group_is_agricultural() -> None:
    known = MAJORS.by_code
    assert len([row for rows in table("majors")["catalogue"].values() for row in rows]) == len(known)
    for code, found in known.items():
        assert re.fullmatch("[0-9]{6}", code)
        assert found.agricultural or found.group not in ("01", "61")
        assert (found.catalogue == "2021") == (found.group >= "61")


def test_music_and_dance_are_arts_performance() -> None:
    assert [m.code for m in MAJORS.by_code.values() if m.arts_performance] == ["750201", "750202"]


def test_an_arts_major_can_be_waived_from_a_term_on() -> None:
    opera = {"code": "000000", "name": "戏曲表演", "arts_performance": True, "waived_from": "2020-AUTUMN"}
    assert majors._major(opera, "2021").waived_from == Term.parse("2020-AUTUMN")


def test_majors_are_of_one_group_by_their_first_two_digits() -> None:
    assert same_group("011800", "010100")
    assert not same_group("011800", "090100")
    assert not same_group("011800", "610301")


@pytest.mark.parametrize(
    ("code", "agricultural"),
    [("011800", True), ("100300", True), ("100100", False), ("019900", True), ("619900", False), ("", False)],
)
def test_a_major_not_yet_in_the_data_is_agricultural_if_its_whole_group_is(
    code: str, agricultural: bool
) -> None:
    assert MAJORS.is_agricultural(code) is agricultural


@pytest.mark.parametrize(
    ("intake", "code"), [(2009, "010600"), (2015, "010600"), (2020, "010600"), (2021, "610106")]
)
def test_a_name_of_both_catalogues_is_that_of_the_intake(intake: int, code: str) -> None:
    found = MAJORS.named("植物保护", intake)
    assert found is not None
    assert found.code == code


def test_a_name_of_one_catalogue_is_found_whatever_the_intake() -> None:
    assert [found.code for year in (2009, 2022) if (found := MAJORS.named("畜牧兽医", year))] == [
        "011800",
        "011800",
    ]
    assert MAJORS.named("茶艺", 2015) is None
