"""A student to be registered: one line of what a school sends."""

from __future__ import annotations

from datetime import date

import msgspec

from domain.vocabulary import Hukou, Sex, StudyMode, Track


class NewStudent(msgspec.Struct, frozen=True, kw_only=True):
    """One line. agricultural_major and arts_performance None: looked up by the code of the major.

    id_number: of 18 characters, one of the 15 digits given out until 1999, or empty for a person without one, as is
    a 999 number of the old system. sex and birth_date: needed then; else they must agree with it. They came later
    than the others, and left out they are left out of the JSON.
    """

    id_number: str
    name: str
    hukou: Hukou
    origin_division_code: str = msgspec.field(name="origin_division")
    poverty_belt: bool = False
    major_code: str
    major_name: str
    agricultural_major: bool | None = msgspec.field(default=None, name="agricultural")
    arts_performance: bool | None = None
    entry_date: date
    years: float
    study_mode: StudyMode = StudyMode.FULL_TIME
    track: Track = Track.ORDINARY
    class_name: str | None = None
    bank_card: str | None = None
    sex: Sex | msgspec.UnsetType = msgspec.UNSET
    birth_date: date | msgspec.UnsetType = msgspec.UNSET
