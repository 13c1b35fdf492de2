"""Whatever a sheet holds, every row of it has one fate, and the ledger grows by those that came in, and no others."""

from __future__ import annotations

from collections import Counter
from itertools import count
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.registry.new_student import NewStudent
from tests.api.importing.corpus.any_sheet import ELSEWHERE, Told, filled, forms, grid, lines, written
from tests.api.importing.corpus.desk import Desk, Outcome
from tests.api.importing.corpus.expected import Before
from tests.api.importing.corpus.in_the_ledger import Facts
from tests.api.importing.students.rows import row

A_SHEET = 6  # pupils of its own
_sheets = count()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sheets")


@settings(max_examples=150, deadline=None, derandomize=True)
@given(told=lines, form=forms)
@example(told=[("pupil", 0, {}), ("pupil", 0, {"姓名": "另一人"}), ("pupil", 0, {})], form="xlsx")
@example(told=[("pupil", ELSEWHERE, {}), ("pupil", ELSEWHERE, {"班级": "2班"})], form="utf-16")
@example(told=[("pupil", 0, {"身份证号": "371525991301001"})], form="gb18030")
async def test_rows_read_are_registered_held_known_or_given_back(
    desk: Desk, folder: Path, told: list[Told], form: str
) -> None:
    first_pupil = next(_sheets) * A_SHEET
    await enrolled_elsewhere(desk, first_pupil + ELSEWHERE)
    rows = grid(told, first_pupil)
    path = written(folder / "sheet", rows, form)
    first = await desk.brought(path)
    assert not first.refused
    assert len(first.fates) == filled(rows)
    assert first.counts.keys() <= {"registered", "held", "already", "rejected", "left out"}
    assert len(first.new) == first.counts["registered"] + first.counts["held"]
    given_back = [one for one in first.rows.values() if one.row.reasons]
    assert len(given_back) == first.counts["rejected"] + first.counts["held"]
    assert_nothing_moves(first, await desk.brought(path))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(told=lines, later=lines, forms=st.tuples(forms, forms))
@example(told=[("pupil", 0, {})], later=[("pupil", 0, {"姓名": "另一人"})], forms=("xlsx", "gb18030"))
@example(told=[("pupil", 0, {})], later=[("pupil", 0, {"入学年月": "2015-09-25"})], forms=("xlsx", "xlsx"))
async def test_a_known_number_is_known_only_with_equal_details(
    desk: Desk, folder: Path, told: list[Told], later: list[Told], forms: tuple[str, str]
) -> None:
    first_pupil = next(_sheets) * A_SHEET
    first, second = [
        await desk.brought(written(folder / "sheet", grid(rows, first_pupil), form))
        for rows, form in zip((told, later), forms, strict=True)
    ]
    known = {facts["id_number"]: facts for facts in first.new}
    assert not known.keys() & {facts["id_number"] for facts in second.new}
    for one in second.rows.values():
        if one.fate == "ALREADY":
            assert one.student is not None
            assert differing(one.student, known[one.student.id_number]) == []


def differing(student: NewStudent, facts: Facts) -> list[str]:
    """In what a row says otherwise than the ledger; a class or a card that is left out says nothing."""
    said = {
        "name": student.name,
        "entry_date": student.entry_date.isoformat(),
        "class_name": student.class_name or facts["class_name"],
        "hukou": student.hukou,
        "major_code": student.major_code,
        "years": student.years,
    }
    return [name for name, value in said.items() if value != facts[name]]


async def enrolled_elsewhere(desk: Desk, sequence: int) -> None:
    number, name, *_ = row(sequence)
    await desk.happens(Before(who=number, what="elsewhere", name=name))


def assert_nothing_moves(first: Outcome, second: Outcome) -> None:
    """The same file once more: who came in is known and equal, and whatever else there was is as it was."""
    known = {"registered": "already"}
    assert second.new == []
    assert second.fates == {place: known.get(fate, fate) for place, fate in first.fates.items()}
    assert Counter(second.fates.values())["registered"] == 0
