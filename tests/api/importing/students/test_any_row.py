"""Whatever the cells of a row say, it makes a student or comes back with reasons that somebody has thought of."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from api.importing.students.national_sheet import Fate, national_sheet, student_rows
from api.importing.students.new_student import UNREADABLE
from api.sheets.sheet import Sheet, SheetFile
from api.sheets.table import tables
from tests.support.people import POLICY, id_number

FORM = national_sheet()
HEADS = [column.name for column in FORM.own]
PIECES = [
    *(
        "",
        " ",
        "0",
        "1",
        "9" * 30,
        "-",
        ".",
        "/",
        "年",
        "月",
        "日",
        "半",
        "制",
        "(",
        ")",
        "X",
        "E+17",
        "1e400",
    ),
    *(
        "NaN",
        "inf",
        "٣",
        "३",
        "Ⅲ",
        "①",
        "二",
        "\x00",
        "\u200b",
        "𬱖",
        "�",
        "?",
        "'",
        '"',
        "=",
        "TRUE",
        "\n",
        "%",
        "≠",
    ),
    *(
        "2015",
        "09",
        "25",
        "010100",
        "371525",
        "991301001",
        "000230",
        id_number(0),
        id_number(0)[:15],
        "冠县",
        "设施",
    ),
]
texts = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
right = {
    "身份证号": id_number(0),
    "姓名": "张三",
    "入学年月": "201509",
    "修读专业": "010100",
    "学制": "三年",
    "户籍性质": "农业",
}
cells = st.dictionaries(st.sampled_from(HEADS), texts, min_size=1, max_size=len(HEADS))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(told=cells)
def test_a_row_makes_a_student_or_comes_back_with_a_reason(told: dict[str, Any]) -> None:
    row = [{**right, **told}.get(head, "") for head in HEADS]
    found = tables(SheetFile([Sheet("表1", [HEADS, row])]), FORM)
    for one in student_rows(found, POLICY):
        assert (one.student is None) == (one.fate == Fate.REJECTED) == bool(one.row.reasons)
        assert UNREADABLE not in [reason.template for reason in one.row.reasons]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(number=st.one_of(st.from_regex(r"[0-9]{15}|[0-9]{17}[0-9X]|999[0-9]{15}", fullmatch=True), texts))
def test_so_does_whatever_number_stands_for_somebody(number: str) -> None:
    row = [
        {**right, "身份证号": number, "性别": "男", "出生日期": "20000101"}.get(head, "") for head in HEADS
    ]
    (table,) = tables(SheetFile([Sheet("表1", [HEADS, row])]), FORM)
    (one,) = student_rows([table], POLICY)
    assert (one.student is None) == bool(one.row.reasons)
    assert UNREADABLE not in [reason.template for reason in one.row.reasons]
