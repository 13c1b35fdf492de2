"""Files as they come: encodings, delimiters, titles above the head, sheets that are no students."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from api.importing.students.national_sheet import StudentRow, national_sheet, student_rows
from api.sheets.files import read_file
from api.sheets.table import Table, tables
from api.sheets.template import write_template
from domain.refusal import Refusal
from domain.registry.new_student import NewStudent
from tests.api.importing.students.rows import HEAD, NAME, row
from tests.api.sheets.written import text_file, workbook
from tests.support.people import POLICY, id_number

ROWS = [HEAD, row(0), row(1)]


def tables_of(path: Path) -> list[Table]:
    return tables(read_file(path, national_sheet()), national_sheet())


def rows_of(path: Path) -> list[StudentRow]:
    return student_rows(tables_of(path), POLICY)


def students_of(path: Path) -> list[NewStudent]:
    rows = rows_of(path)
    assert [reason for row in rows for reason in row.row.reasons] == []
    return [row.student for row in rows if row.student]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_every_encoding_and_with_every_delimiter(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = text_file(tmp_path / "a.csv", ROWS, encoding, delimiter)
    assert [student.name for student in students_of(path)] == [f"{NAME}0", f"{NAME}1"]


def test_a_workbook_is_one_whatever_its_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.csv", ROWS)
    assert len(students_of(path)) == 2


def test_titles_empty_rows_and_several_sheets(tmp_path: Path) -> None:
    first = [["某某学校2015级学生信息表"], [], HEAD, row(0), [], row(1), *[[None] * 8] * 50]
    path = workbook(tmp_path / "a.xlsx", first, [["说明"]], [HEAD, row(2)])
    assert [read.row.number for read in rows_of(path)] == [4, 6, 2]
    assert len(students_of(path)) == 3


def test_numbers_and_dates_in_cells(tmp_path: Path) -> None:
    cells = {"入学年月": datetime(2015, 9, 12), "修读专业": 10100, "学制": 2.5, "班级": 3}
    (student,) = students_of(workbook(tmp_path / "a.xlsx", [HEAD, row(0, **cells)]))
    assert (student.entry_date.isoformat(), student.major_code, student.years) == (
        "2015-09-12",
        "010100",
        2.5,
    )
    assert student.class_name == "3"


def test_heads_with_stars_remarks_and_other_names(tmp_path: Path) -> None:
    head = [
        "*身份证号码",
        "学生姓名（必填）",
        " 性 别 ",
        "入学年月(如201509)",
        "专业名称",
        "学制*",
        "户口性质",
        "备注",
    ]
    (table,) = tables_of(workbook(tmp_path / "a.xlsx", [head, row(0)]))
    assert [bool(read.student) for read in student_rows([table], POLICY)] == [True]
    assert table.heading.unused == ["备注"]


def test_everything_optional_is_understood(tmp_path: Path) -> None:
    optional = {
        "户籍省": "河北省",
        "户籍市": "邯郸市",
        "户籍区县": "大名县",
        "学习形式": "非全日制",
        "培养类型": "三二连读",
        "是否集中连片特困地区": "是",
        "中职学生资助卡号": "6217 9900 0000 0000 014",
    }
    head, cells = [*HEAD, *optional], [*row(0), *optional.values()]
    (student,) = students_of(workbook(tmp_path / "a.xlsx", [head, cells]))
    assert (student.origin_division_code, student.study_mode, student.track) == (
        "130425",
        "PART_TIME",
        "THREE_PLUS_TWO",
    )
    assert (student.poverty_belt, student.bank_card) == (True, "6217990000000000014")


@pytest.mark.parametrize(
    ("word", "hukou"),
    [
        ("农业", "RURAL"),
        ("农村", "RURAL"),
        ("县镇非农", "COUNTY_TOWN"),
        ("县城", "COUNTY_TOWN"),
        ("乡镇非农", "COUNTY_TOWN"),
        ("非农业", "URBAN"),
        ("城市", "URBAN"),
        ("城镇", "URBAN"),
        ("城镇居民", "URBAN"),
        ("农业家庭户口", "RURAL"),
    ],
)
def test_every_kind_of_household(tmp_path: Path, word: str, hukou: str) -> None:
    (student,) = students_of(workbook(tmp_path / "a.xlsx", [HEAD, row(0, 户籍性质=word)]))
    assert student.hukou == hukou


def test_all_that_is_wrong_with_a_row_is_said_at_once(tmp_path: Path) -> None:
    number = id_number(0)
    wrong = row(0, 性别="女" if int(number[16]) % 2 else "男", 姓名="", 户籍性质="居民", 学制="很久")
    (fallen,) = rows_of(workbook(tmp_path / "a.xlsx", [HEAD, wrong]))
    said = [str(reason) for reason in fallen.row.reasons]
    assert len(said) == 4
    assert "belongs to a" in said[0]
    assert "姓名 is empty" in said[1]
    assert "write one of: 农业, 县镇非农, 非农业" in said[3]


def test_a_number_that_lost_its_digits_and_a_name_that_cannot_be_read(tmp_path: Path) -> None:
    rows = [HEAD, row(0, 身份证号=int(id_number(0))), row(1, 姓名="张\u200b三"), row(2, 姓名="张\ue863")]
    first, second, third = rows_of(workbook(tmp_path / "a.xlsx", rows))
    assert "dropped the last digits" in str(first.row.reasons[0])
    assert "U+200B" in str(second.row.reasons[0])
    assert third.student is not None  # a rare character from an old file is somebody's name
    assert third.student.name == "张\ue863"


def test_a_person_twice_in_a_file_falls_the_second_time(tmp_path: Path) -> None:
    rows = rows_of(workbook(tmp_path / "a.xlsx", [HEAD, row(0)], [HEAD, row(1), row(0)]))
    assert [bool(read.student) for read in rows] == [True, True, False]
    assert "row 2 of sheet 表1" in str(rows[2].row.reasons[0])


def test_missing_columns_are_all_named(tmp_path: Path) -> None:
    path = text_file(tmp_path / "a.csv", [HEAD[:3], row(0)[:3]])
    with pytest.raises(Refusal, match="lacks these columns: 入学年月, 修读专业, 学制, 户籍性质"):
        tables_of(path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "No row names the columns"),
        (b"a,b,c\r\n1,2,3\r\n", "No row names the columns"),
        (b"\xff\x00\x81\xff", "neither a workbook nor text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old or a protected workbook"),
        (b"PK\x03\x04broken", "not a workbook that can be read"),
    ],
)
def test_what_holds_no_students_is_refused_as_a_whole(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refusal, match=reason):
        tables_of(path)


@pytest.mark.parametrize("name", ["t.xlsx", "t.csv"])
def test_the_template_is_a_sheet_that_the_import_reads(tmp_path: Path, name: str) -> None:
    write_template(tmp_path / name, national_sheet(), "zh")
    (table,) = tables_of(tmp_path / name)
    assert (len(table.rows), table.heading.unused) == (0, [])
    with pytest.raises(FileExistsError):
        write_template(tmp_path / name, national_sheet(), "zh")
