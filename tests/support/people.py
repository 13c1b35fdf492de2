"""Made-up people for tests: those who act, and students with numbers that the rules accept."""

from __future__ import annotations

from datetime import date
from typing import Any

from stdnum.cn.ric import calc_check_digit

from domain.mandate import Mandate
from domain.policy.policy import Policy
from domain.registry.new_student import NewStudent
from domain.vocabulary import Role

PROVINCE = "37"
POLICY = Policy.load(PROVINCE)


def holder(role: str, scope: str = PROVINCE) -> Mandate:
    """Who holds one role in one scope (division code or school code): always the same person."""
    return Mandate(f"{role} {scope}", (Role(role),), (scope,))


def id_number(sequence: int) -> str:
    """The ID number of the n-th student, born in 2000: 0 to 365,999, no two alike."""
    day, place = date.fromordinal(date(2000, 1, 1).toordinal() + sequence % 366), sequence // 366
    number = f"371525{day:%Y%m%d}{place:03}"
    return number + calc_check_digit(number + "0")


def new_student(sequence: int, **line: Any) -> NewStudent:
    """A rural student of an agricultural major, who entered in 2015; ``line`` says what is otherwise."""
    usual: dict[str, Any] = {
        "id_number": id_number(sequence),
        "name": f"𬱖学生{sequence}",
        "hukou": "RURAL",
        "origin_division_code": "371525",
        "major_code": "010100",
        "major_name": "设施农业技术",
        "entry_date": date(2015, 9, 1),
        "years": 3,
    }
    return NewStudent(**usual | line)
