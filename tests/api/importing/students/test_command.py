"""The commands as a clerk types them, each a process of its own."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from openpyxl import load_workbook
from stdnum import luhn

from api.cli.import_report import MOST_WARNINGS
from tests.api.importing.students.rows import HEAD, row
from tests.api.sheets.written import rows_of, workbook
from tests.conftest import SECRET
from tests.support.story import SCHOOL, Story

MAIN = "from api.entry import main; main()"


async def typed(*arguments: object, dsn: str = "") -> subprocess.CompletedProcess[str]:
    """What the command aid-ledger did."""
    settings = {"AID_LEDGER_DATABASE_URL": dsn, "AID_LEDGER_SECRET": SECRET} if dsn else {}
    command = [sys.executable, "-c", MAIN, *map(str, arguments)]
    surroundings = {**os.environ, "COLUMNS": "200", **settings}
    return await asyncio.to_thread(
        subprocess.run, command, env=surroundings, capture_output=True, text=True, timeout=60, check=False
    )


async def test_a_file_goes_in_and_a_second_time_nothing_moves(story: Story, dsn: str, tmp_path: Path) -> None:
    await story.school()
    path = workbook(tmp_path / "a.xlsx", [HEAD, row(0), row(1)])
    first = await typed("import", "students", path, "--school", SCHOOL, "--name", "李", dsn=dsn)
    assert (first.returncode, first.stdout) == (
        0,
        "Read 2 rows: 2 registered, 0 held, 0 registered already, 0 rejected.\n",
    ), first.stderr
    position = await story.ledger.position()
    second = await typed(
        "import", "students", path, "--school", SCHOOL, "--name", "李", "--lang", "zh", dsn=dsn
    )
    assert (second.returncode, second.stdout) == (
        0,
        "共读取2行：登记0人，暂不予注册0人，此前已登记2人，退回0人。\n",
    )
    assert await story.ledger.position() == position


async def test_rejected_rows_are_written_where_one_says(story: Story, dsn: str, tmp_path: Path) -> None:
    await story.school()
    path, rejected = workbook(tmp_path / "a.xlsx", [[*HEAD, "民族"], row(0, 姓名="")]), tmp_path / "r.xlsx"
    done = await typed("import", "students", path, "--school", SCHOOL, "--rejected", rejected, dsn=dsn)
    assert done.returncode == 1, done.stderr
    assert "Columns not used: 民族." in done.stderr
    assert "Importing" in done.stderr
    assert rows_of(rejected)[1][-2:] == ["2", "姓名 is empty."]


async def test_rows_that_went_in_with_a_warning_are_told_one_by_one(
    story: Story, dsn: str, tmp_path: Path
) -> None:
    await story.school()
    head = [*HEAD, "中职学生资助卡号"]
    rows = [[*row(n), f"62179900{n:04}3450000"] for n in range(30)]
    wrong = [n for n in range(30) if not luhn.is_valid(rows[n][-1])]
    path = workbook(tmp_path / "a.xlsx", [head, *rows])
    done = await typed("import", "students", path, "--school", SCHOOL, "--lang", "zh", dsn=dsn)
    assert (done.returncode, done.stdout) == (
        0,
        "共读取30行：登记30人，暂不予注册0人，此前已登记0人，退回0人。\n",
    ), done.stderr
    said = [line for line in done.stderr.splitlines() if "银行卡号末尾全是 0" in line]
    assert [line.partition("：")[0] for line in said] == [
        f"工作表“表1”第{n + 2}行" for n in wrong[:MOST_WARNINGS]
    ]
    assert f"另有{len(wrong) - MOST_WARNINGS}条。" in done.stderr
    assert "34500" not in done.stderr


async def test_what_is_left_out_is_told_and_no_row_read(story: Story, dsn: str, tmp_path: Path) -> None:
    await story.school()
    path = workbook(tmp_path / "a.xlsx", [HEAD, row(0), row(1), ["合计", "2人"]], [HEAD, row(2)])
    book = load_workbook(path)
    book["表2"].sheet_state = "hidden"
    book["表1"].row_dimensions[3].hidden = True
    book.save(path)
    done = await typed("import", "students", path, "--school", SCHOOL, dsn=dsn)
    assert (done.returncode, done.stdout) == (
        0,
        "Read 2 rows: 2 registered, 0 held, 0 registered already, 0 rejected.\n",
    ), done.stderr
    assert "Rows of sheet 表1 that are no students and are left out: 4 合计 2人." in done.stderr
    assert "Rows of sheet 表1 that are hidden, perhaps by a filter, and are read too: 1." in done.stderr
    assert "Sheet 表2 is hidden and is left out." in done.stderr


async def test_what_cannot_be_imported_ends_with_two(dsn: str, tmp_path: Path) -> None:
    lacking = workbook(tmp_path / "a.xlsx", [HEAD[:4], row(0)[:4]])
    done = await typed("import", "students", lacking, "--school", SCHOOL, dsn=dsn)
    assert done.returncode == 2
    assert "lacks these columns: 修读专业, 学制, 户籍性质" in done.stderr
    as_csv = await typed("import", "students", lacking, "--school", SCHOOL, "--rejected", tmp_path / "r.csv")
    assert (as_csv.returncode, (tmp_path / "r.csv").exists()) == (2, False)
    assert "its name ends in .xlsx" in as_csv.stderr
    before = lacking.read_bytes()
    itself = await typed("import", "students", lacking, "--school", SCHOOL, "--rejected", lacking)
    assert (itself.returncode, lacking.read_bytes()) == (2, before)
    assert "take the place of the list itself" in itself.stderr
    nowhere = await typed(
        "import", "students", workbook(lacking, [HEAD, row(0)]), "--school", SCHOOL, dsn=dsn
    )
    assert nowhere.returncode == 2
    assert f"There is no school {SCHOOL}." in nowhere.stderr
    assert (
        await typed("import", "students", tmp_path / "none.csv", "--school", SCHOOL, dsn=dsn)
    ).returncode == 2


async def test_the_template_explains_itself_and_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    assert (await typed("template", "students", path, "--lang", "zh")).returncode == 0
    assert rows_of(path)[0][:3] == ["身份证号", "姓名", "性别"]
    assert (await typed("template", "students", path)).returncode == 2
    assert (await typed("template", "students", tmp_path / "t.doc")).returncode == 2
