"""One row of the sheet as the student that the command takes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from api.importing.students.course import entry_date, years
from api.importing.students.identity import birth_day, has_number, identity
from api.importing.students.origin import Place, origin
from api.importing.students.study_major import study_major
from api.sheets.cell_text import lost_digits, plain
from api.sheets.cells import Cells
from api.sheets.sheet import wrong
from domain.policy.calendar import today
from domain.policy.divisions import Divisions
from domain.policy.majors import Majors
from domain.policy.policy import Policy
from domain.refusal import Refusal
from domain.registry import id_number, person_name
from domain.registry.new_student import NewStudent
from domain.vocabulary import Sex, StudyMode, Track

Made = dict[str, Any]
Maker = Callable[[Cells, Made], Made]

UNREADABLE = "Something in this row cannot be read; compare it with the template, and type it again."
NEEDED = {"number": "id_number", "sex": "sex", "birth": "birth_date"}


def new_student(cells: Cells, policy: Policy) -> NewStudent | list[Refusal]:
    """The student, or everything that is wrong with the row."""
    made: Made = {}
    faults: list[Refusal] = []
    for make in _makers(policy):
        try:
            made.update(make(cells, made))
        except Refusal as fault:
            faults.append(fault)
        except (ValueError, ArithmeticError, LookupError):  # one row never costs the others
            faults.append(wrong(UNREADABLE))
    return faults or NewStudent(**made)


def _identity(cells: Cells, made: Made) -> Made:
    number = identity(cells.text("id_number"))
    if not has_number(number) and not (cells.text("sex") and cells.text("birth_date")):
        columns = cells.form.columns
        raise wrong(
            "There is no ID number. Fill in {number}, or {sex} and {birth} of a student who has none.",
            **{name: columns[field].name for name, field in NEEDED.items()},
        )
    return {"id_number": number}


def _sex(cells: Cells, made: Made) -> Made:
    given, number = cells.word("sex"), made.get("id_number", "")
    if not has_number(number):
        return {"sex": Sex(given)} if given else {}
    expected = Sex.MALE if id_number.is_male(id_number.modern(number) or number) else Sex.FEMALE
    if given and given != expected:
        raise wrong(
            "The sheet says {given}, but the ID number belongs to a {expected}.",
            given=cells.text("sex"),
            expected="男" if expected == Sex.MALE else "女",
        )
    return {}


def _birth_date(cells: Cells, made: Made) -> Made:
    text, number = cells.text("birth_date"), made.get("id_number", "")
    given = birth_day(text) if text else None
    if not has_number(number):
        return {"birth_date": given} if given else {}
    held = id_number.birth_date(id_number.modern(number) or number)
    if given not in (None, held):
        raise wrong("The sheet says born on {given}, but the ID number says {held}.", given=text, held=held)
    return {}


def _name(cells: Cells, made: Made) -> Made:
    name = person_name.tidy(cells.required("name"))
    person_name.check(name)
    return {"name": name}


def _entry(cells: Cells, made: Made) -> Made:
    return {"entry_date": entry_date(cells.required("entry_date"))}


def _major(cells: Cells, made: Made, majors: Majors) -> Made:
    intake = made["entry_date"].year if "entry_date" in made else today().year
    code, name = study_major(cells.required("major"), cells.text("major_code"), intake, majors)
    return {"major_code": code, "major_name": name}


def _years(cells: Cells, made: Made) -> Made:
    return {"years": years(cells.required("years"))}


def _hukou(cells: Cells, made: Made) -> Made:
    cells.required("hukou")
    return {"hukou": cells.word("hukou")}


def _origin(cells: Cells, made: Made, divisions: Divisions) -> Made:
    named = Place(*(cells.text(f"origin_{level}") for level in ("province", "city", "county")))
    code = cells.text("origin_code")
    if not code and not any(named) and "id_number" not in made:
        return {}  # what is wrong with the ID number is said already
    number = made.get("id_number", "")
    return {"origin_division_code": origin(code, named, number if has_number(number) else "", divisions)}


def _study_mode(cells: Cells, made: Made) -> Made:
    part_time = "非全日制" in plain(cells.text("admission"))
    return {
        "study_mode": cells.word("study_mode") or (StudyMode.PART_TIME if part_time else StudyMode.FULL_TIME)
    }


def _track(cells: Cells, made: Made) -> Made:
    return {"track": cells.word("track") or _track_by_kind(cells)}


def _track_by_kind(cells: Cells) -> str:
    """By the words that 学生类别 holds, as in 五年制高职学生. Refuses those of two kinds of course."""
    kind = plain(cells.text("student_kind"))
    named = {value for word, value in cells.form.meanings("track").items() if word in kind}
    special = named - {Track.ORDINARY}
    if len(special) > 1:
        columns = cells.form.columns
        raise wrong(
            "{column} {kind} may be more than one kind of course; fill in {track}.",
            column=columns["student_kind"].name,
            kind=kind,
            track=columns["track"].name,
        )
    return next(iter(special), Track.ORDINARY)


def _poverty_belt(cells: Cells, made: Made) -> Made:
    return {"poverty_belt": cells.word("poverty_belt") == "YES"}


def _class_name(cells: Cells, made: Made) -> Made:
    return {"class_name": cells.text("class_name") or None}


def _bank_card(cells: Cells, made: Made) -> Made:
    card = plain(cells.text("bank_card"))
    if lost_digits(card):
        raise wrong(
            "The spreadsheet dropped the last digits of the bank card;"
            " set the column to text and type the number again."
        )
    return {"bank_card": card or None}


def _makers(policy: Policy) -> tuple[Maker, ...]:
    return (
        _identity,
        _sex,
        _birth_date,
        _name,
        _entry,
        partial(_major, majors=policy.majors),
        _years,
        _hukou,
        partial(_origin, divisions=policy.divisions),
        _study_mode,
        _track,
        _poverty_belt,
        _class_name,
        _bank_card,
    )
