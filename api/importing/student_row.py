"""One row of the sheet as the student that the command takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from api.importing.cells import Cells, required, word
from api.importing.course import years
from api.importing.entry_month import entry_month
from api.importing.identity import identity, lost_digits
from api.importing.national_sheet import words
from api.importing.origin import Place, origin
from api.importing.plain import plain
from api.importing.study_major import study_major
from api.importing.wrong import wrong
from domain.policy.calendar import today
from domain.refusal import Refusal
from domain.registry import id_number
from domain.registry.register_students import NewStudent
from domain.text import invisible
from domain.vocabulary import StudyMode, Track

Made = dict[str, Any]


def new_student(cells: Cells) -> NewStudent | list[Refusal]:
    """The student, or everything that is wrong with the row."""
    made: Made = {}
    faults: list[Refusal] = []
    for make in MAKERS:
        try:
            made.update(make(cells, made))
        except Refusal as fault:
            faults.append(fault)
    return faults or NewStudent(**made)


def _identity(cells: Cells, made: Made) -> Made:
    return {"id_number": identity(required(cells, "id_number"))}


def _sex(cells: Cells, made: Made) -> Made:
    given = word(cells, "sex")
    number = made.get("id_number")
    if given and number and (given == "M") != id_number.is_male(number):
        expected = "男" if id_number.is_male(number) else "女"
        raise wrong(
            "The sheet says {given}, but the ID number belongs to a {expected}.",
            given=cells["sex"],
            expected=expected,
        )
    return {}


def _name(cells: Cells, made: Made) -> Made:
    name = required(cells, "name")
    strange = invisible(name)
    if strange is not None:
        raise wrong(
            "The name holds a character that cannot be read, U+{code}; type it again.",
            code=f"{ord(strange):04X}",
        )
    return {"name": name}


def _entry(cells: Cells, made: Made) -> Made:
    return {"entry_date": entry_month(required(cells, "entry_date"))}


def _major(cells: Cells, made: Made) -> Made:
    intake = made["entry_date"].year if "entry_date" in made else today().year
    code, name = study_major(required(cells, "major"), cells.get("major_code", ""), intake)
    return {"major_code": code, "major_name": name}


def _years(cells: Cells, made: Made) -> Made:
    return {"years": years(required(cells, "years"))}


def _hukou(cells: Cells, made: Made) -> Made:
    required(cells, "hukou")
    return {"hukou": word(cells, "hukou")}


def _origin(cells: Cells, made: Made) -> Made:
    named = Place(*(cells.get(f"origin_{level}", "") for level in ("province", "city", "county")))
    code = cells.get("origin_code", "")
    if not code and not any(named) and "id_number" not in made:
        return {}  # what is wrong with the ID number is said already
    return {"origin_division": origin(code, named, made.get("id_number", ""))}


def _study_mode(cells: Cells, made: Made) -> Made:
    part_time = "非全日制" in plain(cells.get("admission", ""))
    return {
        "study_mode": word(cells, "study_mode") or (StudyMode.PART_TIME if part_time else StudyMode.FULL_TIME)
    }


def _track(cells: Cells, made: Made) -> Made:
    by_kind = words("track").get(plain(cells.get("student_kind", "")), Track.ORDINARY)
    return {"track": word(cells, "track") or by_kind}


def _poverty_belt(cells: Cells, made: Made) -> Made:
    return {"poverty_belt": word(cells, "poverty_belt") == "YES"}


def _class_name(cells: Cells, made: Made) -> Made:
    return {"class_name": cells.get("class_name") or None}


def _bank_card(cells: Cells, made: Made) -> Made:
    card = plain(cells.get("bank_card", ""))
    if lost_digits(card):
        raise wrong(
            "The spreadsheet dropped the last digits of the bank card;"
            " set the column to text and type the number again."
        )
    return {"bank_card": card or None}


MAKERS: tuple[Callable[[Cells, Made], Made], ...] = (
    _identity,
    _sex,
    _name,
    _entry,
    _major,
    _years,
    _hukou,
    _origin,
    _study_mode,
    _track,
    _poverty_belt,
    _class_name,
    _bank_card,
)
