"""The command over files of the corpus: its exit code, its sum, and what it names that it does not take."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.api.importing.corpus.expected import FILES, expected
from tests.conftest import SECRET
from tests.support.command import Ended, aid_ledger
from tests.support.story import SCHOOL, Story


async def imported(name: str, dsn: str, folder: Path) -> Ended:
    """What the command did with a file."""
    rejected = str(folder / "rejected.xlsx")
    arguments = (
        "import",
        "students",
        str(FILES / name),
        "--school",
        SCHOOL,
        "--name",
        "李",
        "--rejected",
        rejected,
    )
    return await aid_ledger(*arguments, DATABASE_URL=dsn, SECRET=SECRET)


@pytest.mark.parametrize(
    ("name", "code", "named"),
    [
        ("totals.xlsx", 0, ["小计", "合计", "共计3人"]),
        ("hidden-sheet-of-last-year.xlsx", 0, ["2014级", "2013级"]),
        ("guide-chart-and-lists.xlsx", 0, ["专业目录"]),
        ("cards-damaged.xlsx", 1, ["bank card", "rejected.xlsx"]),
    ],
)
async def test_a_file_ends_with_its_code_and_names_what_it_left(
    story: Story, dsn: str, tmp_path: Path, name: str, code: int, named: list[str]
) -> None:
    await story.school()
    done = await imported(name, dsn, tmp_path)
    told = [row for row in expected(name).rows if row.fates != ["left out"]]
    read, registered, held, already, rejected = map(int, re.findall(r"\d+", done.out.splitlines()[-1])[:5])
    assert done.code == code, done.err
    assert read == len(told) == registered + held + already + rejected
    assert [word for word in named if word not in done.err] == []


async def test_another_student_under_a_known_number_is_no_success(
    story: Story, dsn: str, tmp_path: Path
) -> None:
    await story.school()
    assert (await imported("first-list.xlsx", dsn, tmp_path)).code == 0
    same = await imported("same-list-again.xlsx", dsn, tmp_path)
    assert (same.code, "12 registered already" in same.out) == (0, True)
    other = await imported("second-list.xlsx", dsn, tmp_path)
    assert (other.code, "3 registered already, 8 rejected" in other.out) == (1, True), other.out


@pytest.mark.parametrize("name", ["with-a-password.xlsx", "a-required-column-missing.xlsx"])
async def test_what_is_no_list_ends_with_two_and_a_sentence(dsn: str, tmp_path: Path, name: str) -> None:
    done = await imported(name, dsn, tmp_path)
    assert (done.code, done.out) == (2, "")
    assert expected(name).refused in done.err
    assert "Traceback" not in done.err
