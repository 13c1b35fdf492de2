from datetime import date

import pytest

from domain.registry.student_number import (
    formal,
    id_number_in,
    kept_as,
    mask,
    of,
    parse,
    temporary,
    without_id,
)

ID = "371525200102150014"


def test_a_formal_number_is_g_and_the_id_number() -> None:
    assert formal(ID) == "G" + ID
    assert formal("11010519491231002x") == "G11010519491231002X"
    assert parse("G" + ID) == ("G", ID)
    assert kept_as("G" + ID) == ID
    assert (of(ID), id_number_in(ID)) == ("G" + ID, ID)


def test_a_temporary_number_is_l_division_birth_and_four_digits() -> None:
    assert temporary("371525", date(2001, 2, 15), "0420") == "L371525200102150420"
    assert parse("L371525200102150420") == ("L", "371525200102150420")
    assert kept_as("L371525200102150420") is None


def test_the_four_digits_are_drawn_if_not_given() -> None:
    kind, eighteen = parse(temporary("371525", date(2001, 2, 15)))
    assert (kind, eighteen[:14], len(eighteen)) == ("L", "37152520010215", 18)


def test_a_number_for_someone_without_id_follows_the_id_rule_but_holds_no_id() -> None:
    assert parse("J" + ID) == ("J", ID)
    assert kept_as("J" + ID) == "J" + ID
    assert without_id("371525", date(2001, 2, 15), 1) == "J" + ID
    assert (of("J" + ID), id_number_in("J" + ID)) == ("J" + ID, "")


@pytest.mark.parametrize(
    "number",
    [
        "",
        ID,
        "X" + ID,
        "g" + ID,
        "G" + ID[:-1],
        "G" + ID[:-1] + "5",
        "J" + ID[:-1] + "5",
        "L371525200113150420",
    ],
)
def test_what_is_no_student_number_is_refused(number: str) -> None:
    with pytest.raises(ValueError):
        parse(number)


@pytest.mark.parametrize(("division", "random4"), [("3715", "0000"), ("371525", "123"), ("37152X", "0000")])
def test_a_temporary_number_of_wrong_parts_is_refused(division: str, random4: str) -> None:
    with pytest.raises(ValueError, match="temporary number"):
        temporary(division, date(2001, 2, 15), random4)


def test_a_mask_keeps_the_letter() -> None:
    assert mask("G" + ID) == "G371525********0014"
