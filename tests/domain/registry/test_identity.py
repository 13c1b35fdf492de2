"""Who a line is about: the tests of an ID number, and what sex and birth date add to it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from domain.policy.calendar import today
from domain.refusal import Refusal
from domain.registry.id_number import with_check_digit
from domain.registry.identity import identity
from domain.vocabulary import Sex
from tests.domain.registry.registering import one_sent, refused, two_schools
from tests.support.people import new_student

NUMBER = "371525200102150014"
TOMORROW = today() + timedelta(days=1)


def numbered(birth: date) -> str:
    return with_check_digit(f"371525{birth:%Y%m%d}001")


def test_a_number_tells_sex_and_birth_date() -> None:
    about = identity(new_student(0, id_number=f" {NUMBER}", sex=Sex.MALE, birth_date=date(2001, 2, 15)))
    assert about == (NUMBER, date(2001, 2, 15), Sex.MALE, ())


def test_without_a_number_they_are_told() -> None:
    line = new_student(0, id_number=" ", sex=Sex.FEMALE, birth_date=date(2000, 5, 1))
    assert identity(line) == ("", date(2000, 5, 1), Sex.FEMALE, ())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"id_number": "110105491231002"}, "old_number"),
        (
            {"id_number": "999363700000100001", "sex": Sex.MALE, "birth_date": date(2000, 1, 1)},
            "old_temporary",
        ),
    ],
)
def test_an_old_number_is_taken_and_what_was_made_of_it_is_said(line: dict[str, Any], reason: str) -> None:
    about = identity(new_student(0, **line))
    assert about.number == ("11010519491231002X" if reason == "old_number" else "")
    assert [warning.details["reason"] for warning in about.warnings] == [reason]


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        ({"id_number": "371525200102150"}, "INVALID_ID_NUMBER", "idNumber"),
        ({"id_number": ""}, "INVALID_ID_NUMBER", "idNumber"),
        ({"id_number": "999363700000100001"}, "INVALID_ID_NUMBER", "idNumber"),
        ({"id_number": "", "sex": Sex.MALE}, "INVALID_ID_NUMBER", "idNumber"),
        ({"id_number": "", "birth_date": date(2000, 1, 1)}, "INVALID_ID_NUMBER", "idNumber"),
        ({"id_number": numbered(date(1899, 12, 31))}, "INVALID_ID_NUMBER", "idNumber"),
        ({"id_number": numbered(TOMORROW)}, "INVALID_ID_NUMBER", "idNumber"),
        ({"id_number": "", "sex": Sex.MALE, "birth_date": TOMORROW}, "INVALID_ID_NUMBER", "birthDate"),
        ({"id_number": NUMBER, "sex": Sex.FEMALE}, "INVALID_INPUT", "sex"),
        ({"id_number": NUMBER, "birth_date": date(2001, 2, 14)}, "INVALID_INPUT", "birthDate"),
    ],
)
async def test_who_cannot_be_told_is_refused_and_the_field_named(
    line: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Refusal, match=code):
        identity(new_student(0, **line))
    assert refused(await one_sent(await two_schools(), **line)) == [(code, [field])]


@pytest.mark.parametrize(
    ("birth", "entry", "taken"),
    [
        (date(2003, 9, 1), date(2015, 9, 1), True),
        (date(2003, 9, 2), date(2015, 9, 1), False),
        (date(2004, 2, 29), date(2016, 2, 28), False),
        (date(2004, 2, 29), date(2016, 2, 29), True),
        (date(1900, 1, 1), date(2015, 9, 1), True),
    ],
)
async def test_nobody_enters_before_the_age_of_twelve(birth: date, entry: date, taken: bool) -> None:
    line = await one_sent(await two_schools(), id_number=numbered(birth), entry_date=entry)
    assert refused(line) == ([] if taken else [("INVALID_INPUT", ["entryDate"])])


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ("6217990000000000014", ""),
        ("6217990000000000015", "last digit of the bank card"),
        ("6217990000123450000", "dropped its last digits"),
        ("6217 9900 0012 3450 000", "dropped its last digits"),
        ("62179900001234500", "dropped its last digits"),
        ("6217990000123450", "last digit of the bank card"),
    ],
)
async def test_a_card_whose_check_digit_does_not_fit_is_taken_with_a_warning(card: str, said: str) -> None:
    line = await one_sent(await two_schools(), bank_card=card)
    assert (line.errors, line.enrolment is not None) == ([], True)
    assert [(warning.code, warning.path) for warning in line.warnings] == (
        [("CARD_CHECK_DIGIT", ["bankCard"])] if said else []
    )
    assert all(said in warning.template for warning in line.warnings)
