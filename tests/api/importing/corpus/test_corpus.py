"""Sheets as Excel, WPS and LibreOffice make them: what becomes of every row of each, in a real ledger."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from api.importing.students.national_sheet import national_sheet
from api.language import say
from api.sheets.files import read_file
from api.sheets.table import tables
from domain.refusal import Refusal
from tests.api.importing.corpus.desk import Desk, Outcome, Place
from tests.api.importing.corpus.expected import Row, expected, names, speaks_of

IN_THE_LEDGER = ("registered", "held")
FEWEST_FILES, LARGEST_CORPUS = 60, 2_000_000


@pytest.mark.parametrize("name", names())
async def test_every_row_of_a_file_becomes_what_it_must(desk: Desk, name: str) -> None:
    told, outcome = expected(name), await desk.outcome(name)
    if told.refused or (outcome.refused and told.may_be_refused):
        assert told.refused in outcome.refused
        assert not outcome.rows
        return
    assert not outcome.refused
    allowed = {place_of(row, outcome): row for row in told.rows}
    assert outcome.fates.keys() == allowed.keys(), "a row lost, or one that nobody wrote"
    strange = [complaint for place, row in allowed.items() if (complaint := wrong(row, place, outcome))]
    assert strange == []
    assert {table.sheet.title for table in outcome.found}.isdisjoint(told.left_out)


@pytest.mark.parametrize("name", [name for name in names() if not expected(name).refused])
async def test_the_ledger_holds_what_the_rows_say(desk: Desk, name: str) -> None:
    outcome = await desk.outcome(name)
    if outcome.refused and expected(name).may_be_refused:
        return
    assert not outcome.refused
    came = [row for row in expected(name).rows if row.facts() and fate_of(row, outcome) in IN_THE_LEDGER]
    assert len(outcome.new) == len(came)
    strange = [complaint for row in came for complaint in unlike(row, outcome)]
    assert strange == []


@pytest.mark.parametrize("name", [name for name in names() if not expected(name).refused])
async def test_rejected_rows_come_back_as_text_with_their_reasons(
    desk: Desk, name: str, tmp_path: Path
) -> None:
    outcome = await desk.outcome(name)
    fallen = {place: row for place, row in outcome.rows.items() if row.row.reasons}
    if not fallen:
        return
    path = desk.given_back(outcome, tmp_path / "r.xlsx")
    book = load_workbook(path)
    seen: dict[Place, list[str]] = {}
    for sheet in book:
        cells = [[cell for cell in row if cell.value is not None] for row in sheet.iter_rows()]
        assert {(cell.data_type, cell.number_format) for row in cells for cell in row} == {("s", "@")}
        head, *below = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
        assert head[-2:] == ["行号", "原因"]
        seen |= {(sheet.title, int(row[-2])): row for row in below}
    assert seen.keys() == fallen.keys()
    again = tables(read_file(path, national_sheet()), national_sheet())
    read = {(one.sheet.title, row.number): row.texts for one in again for row in one.rows}
    assert sorted(texts[-2] for texts in read.values()) == sorted(str(number) for _, number in fallen)
    assert len(read) == len(fallen)
    for place, row in fallen.items():
        said = " ".join(spoken(row.row.reasons))
        assert seen[place][-1] == said
        kept = [text for text in row.row.texts if text]
        assert [text for text in seen[place][:-2] if text] == kept
        assert "" not in (said, *kept)


async def test_the_corpus_is_large_and_its_files_are_small() -> None:
    makers = {expected(name).made_by for name in names()}
    assert len(names()) >= FEWEST_FILES
    assert makers == {"Excel", "WPS", "LibreOffice"}
    files = [path.stat().st_size for path in Path(__file__).with_name("files").iterdir()]
    assert sum(files) < LARGEST_CORPUS


def place_of(row: Row, outcome: Outcome) -> Place:
    only = outcome.found[0].sheet.title if outcome.found else ""
    return row.sheet or only, row.row


def fate_of(row: Row, outcome: Outcome) -> str:
    return outcome.fates[place_of(row, outcome)]


def unlike(row: Row, outcome: Outcome) -> list[str]:
    """The facts of one who came in that the ledger holds otherwise."""
    known = row.facts()
    who = "id_number" if row.id_number else "name"
    held = [facts for facts in outcome.new if facts[who] in known[who]]
    if len(held) != 1:
        return [f"{row.row}: {len(held)} registrations of {known[who]}"]
    return [
        f"{row.row}: {fact} {held[0][fact]!r}, not {known[fact]}"
        for fact in known
        if held[0][fact] not in known[fact]
    ]


def wrong(row: Row, place: Place, outcome: Outcome) -> str:
    """What is otherwise than expected."""
    fate = outcome.fates[place]
    taken = outcome.rows.get(place)
    said = spoken(taken.row.reasons) if taken else []
    if fate not in row.fates:
        return f"{place}: {fate}, not {row.fate} {said}"
    if fate == "rejected" and not right_reasons(said, row.because.split()):
        return f"{place}: rejected for other reasons than {row.because}: {said}"
    warned = spoken(taken.warnings) if taken else []
    if fate in IN_THE_LEDGER and bool(warned) != bool(row.warns):
        return f"{place}: warned {warned}, not of {row.warns}"
    if not all(speaks_of(one, row.warns) for one in warned):
        return f"{place}: warned of another thing than {row.warns}: {warned}"
    return ""


def spoken(refusals: list[Refusal]) -> list[str]:
    return [say(one.template, "en", **one.details) for one in refusals]


def right_reasons(said: list[str], because: list[str]) -> bool:
    """Each about one of the things, and one about the first of them."""
    each = all(any(speaks_of(one, about) for about in because) for one in said)
    return each and any(speaks_of(one, because[0]) for one in said)
