"""Where things stand on a sheet: titles, heads, merged cells, totals, signatures, hidden rows, strange columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.api.importing.corpus.making.cells import Head, Line, Sheet, Written
from tests.api.importing.corpus.making.excel import excel
from tests.api.importing.corpus.making.expectation import Case
from tests.api.importing.corpus.making.pupils import BLANK, HEADS, Pupils, head, left_out, title, written_as


def make() -> None:
    _titles()
    _totals()
    _signatures()
    _page_heads()
    _numbered()
    _merged_class()
    _two_rows_of_heads()
    _other_heads()
    _square_brackets()
    _order()
    _duplicates()
    _hidden_rows()
    _twice()
    _lacking()
    _empty()


def _excel(file: str, says: str, lines: Sequence[Written], merged: Sequence[str] = (), **case: Any) -> None:
    excel(Case(file, "Excel", says, [Sheet("Sheet1", lines, merged=merged)], **case))


def _titles() -> None:
    p = Pupils(file := "titles-and-blank-rows.xlsx")
    lines = [
        title("冠县职业教育中心2015级学生信息表"),
        title("填表单位（盖章）：", None, None, "填表日期：", "2015年9月10日"),
        BLANK,
        head(),
        p.registered(),
        BLANK,
        p.registered(),
        title(None, "  ", "\u3000"),
        BLANK,
        p.registered(),
    ]
    _excel(
        file,
        "A title merged over the sheet, a line below it, and rows with nothing in them",
        lines,
        ["A1:I1"],
    )


def _totals() -> None:
    p = Pupils(file := "totals.xlsx")
    lines = [
        head(),
        p.registered(),
        p.registered(),
        left_out("小计", "2人"),
        p.registered(),
        left_out("合计", 3),
        left_out("总计：", None, None, None, None, None, None, None, 3),
        left_out(None, "合　计", None, "3人"),
        left_out("共计3人"),
    ]
    _excel(file, "Totals between and below the pupils", lines)


def _signatures() -> None:
    p = Pupils(file := "signatures-and-notes.xlsx")
    lines = [
        title("学生信息表"),
        head(),
        p.registered(),
        p.rejected("name", 姓名=None),
        BLANK,
        left_out("注：1. 身份证号必须为18位；2. 入学年月填写到月。"),
        left_out("备注：本表一式三份"),
        left_out("制表人：李四", None, None, "审核人：王五", None, None, "校长（签字）：赵六"),
        left_out("填表人：", None, "联系电话：", "0635-1234567"),
        left_out("单位（盖章）：冠县职业教育中心"),
        left_out(None, None, None, None, None, None, "2015年9月10日"),
        left_out("填表日期：2015年9月10日"),
    ]
    _excel(file, "What people write below a list: notes, who made it, who checked it, seal and date", lines)


def _page_heads() -> None:
    p = Pupils(file := "heads-on-every-page.xlsx")
    lines = [
        title("2015级学生信息表"),
        head(),
        p.registered(),
        p.registered(),
        left_out("第1页 共2页"),
        left_out("2015级学生信息表"),
        left_out(*HEADS),
        p.registered(),
        left_out("第2页 共2页"),
    ]
    _excel(file, "A list printed from another program: title and head once a page", lines)


def _numbered() -> None:
    p = Pupils(file := "numbered-in-advance.xlsx")
    heads = ["序号", *HEADS]
    lines = [
        Head(heads, heads),
        p.registered(序号=1),
        p.registered(序号=2),
        *(Line([number], ("left out",)) for number in (3, 4, 5)),
        Line([None, "合计", "2人"], ("left out",)),
    ]
    _excel(file, "Rows with a serial number and nothing else", lines)


def _merged_class() -> None:
    p = Pupils(file := "merged-classes.xlsx")
    first: dict[str, Any] = {"班级": "15设施1班"}
    rest: dict[str, Any] = {"班级": None, "class_name": "15设施1班"}
    second: dict[str, Any] = {"班级": "15设施2班", "class_name": "15设施2班"}
    lines = [
        head(),
        p.registered(**first),
        p.registered(**rest),
        p.registered(**rest),
        p.registered(**second),
        p.registered(班级=None, class_name="15设施2班"),
        p.registered(班级=None, class_name=""),
    ]
    _excel(file, "The class merged over its pupils: it is the class of each", lines, ["H2:H4", "H5:H6"])


def _two_rows_of_heads() -> None:
    p = Pupils(file := "two-rows-of-heads.xlsx")
    places = ("户籍省", "户籍市", "户籍区县")
    upper = [
        "身份证号",
        "姓名",
        "性别",
        "入学年月",
        "修读专业",
        "学制",
        "户籍",
        None,
        None,
        None,
        "班级",
        "中职学生资助卡号",
    ]
    lower = [None] * 6 + ["省", "市", "区县", "性质"] + [None] * 2
    keys = [*HEADS[:6], *places, "户籍性质", *HEADS[7:]]
    home: dict[str, Any] = {"户籍省": "河北省", "户籍市": "邯郸市", "户籍区县": "大名县", "origin": "130425"}
    lines = [
        title(*upper),
        Head(lower, keys),
        p.registered(**home),
        p.registered(**home),
        p.registered(**home),
    ]
    merged = [f"{column}1:{column}2" for column in "ABCDEFKL"] + ["G1:J1"]
    says = "户籍 merged above 省, 市, 区县 and 性质; the other heads over both rows"
    _excel(file, says, lines, merged, may_be_refused=True)
    p = Pupils(file := "two-rows-of-heads-full-names.xlsx")
    lower = [None] * 6 + [*places, "户籍性质"] + [None] * 2
    lines = [title(*upper), Head(lower, keys), p.registered(**home), p.registered(**home)]
    _excel(file, "The same, the lower heads written in full", lines, merged, may_be_refused=True)


def _other_heads() -> None:
    p = Pupils(file := "heads-in-other-words.xlsx")
    heads = written_as(
        身份证号="*身份证件号码\n（18位）", 姓名="学生姓名（必填）", 性别=" 性　别 ", 入学年月="入学时间(如201509)",
        修读专业="专业\n名称", 学制="学制*", 户籍性质="户口性质", 班级="班级名称", 中职学生资助卡号="资助卡号(选填)",
    )  # fmt: skip
    _excel(
        file, "Heads with stars, brackets, blanks and line breaks", [heads, p.registered(), p.registered()]
    )


def _square_brackets() -> None:
    p = Pupils(file := "heads-in-square-brackets.xlsx")
    heads = written_as(
        身份证号="【必填】身份证号", 姓名="姓名[必填]", 户籍性质="户籍性质【必填】", 班级="班级〔选填〕"
    )
    _excel(
        file, "Remarks on heads in other brackets than round ones", [heads, p.registered(), p.registered()]
    )


def _order() -> None:
    p = Pupils(file := "columns-in-another-order.xlsx")
    heads = [
        "序号",
        "班级",
        "姓名",
        "民族",
        "性别",
        "身份证号",
        "政治面貌",
        "户籍性质",
        "入学年月",
        "学制",
        "修读专业",
        "中职学生资助卡号",
        None,
        "备注",
    ]
    keys = [str(name) for name in heads]
    others = {"民族": "汉族", "政治面貌": "团员", "备注": "住校"}
    lines = [
        Head([name or "" for name in heads], keys),
        p.registered(序号=1, **others),
        p.registered(序号=2, **others),
    ]
    _excel(file, "Columns in another order, among them some that mean nothing here, and an empty one", lines)


def _duplicates() -> None:
    twice = Head([*HEADS, "班级"], [*HEADS, "班级2"])
    p = Pupils(file := "a-column-twice-and-equal.xlsx")
    lines = [twice, p.registered(班级2="15设施1班"), p.registered(班级2=None)]
    _excel(file, "Two columns of classes that agree", lines)
    p = Pupils(file := "a-column-twice-and-different.xlsx")
    lines = [twice, p.rejected("class", 班级2="15设施2班"), p.registered(班级2="15设施1班")]
    _excel(
        file,
        "Two columns of classes that do not agree: neither is dropped without a word",
        lines,
        may_be_refused=True,
    )
    p = Pupils(file := "a-column-under-two-names.xlsx")
    both = Head([*HEADS, "入学时间"], [*HEADS, "入学时间"])
    lines = [both, p.rejected("entry", 入学时间="201509", 入学年月="201409"), p.registered(入学时间="201509")]
    _excel(file, "入学年月 and 入学时间 side by side, which do not agree", lines, may_be_refused=True)


def _hidden_rows() -> None:
    p = Pupils(file := "rows-hidden-by-a-filter.xlsx")
    lines = [head(), p.registered(), p.registered(hidden=True), p.registered(hidden=True), p.registered()]
    _excel(file, "Rows that a filter hides are rows of the list", lines)


def _twice() -> None:
    p = Pupils(file := "a-number-twice.xlsx")
    first, second = p.registered(), p.registered()
    assert isinstance(first.cells, dict)
    assert isinstance(second.cells, dict)
    same = Line(dict(first.cells), ("already", "rejected"), because="twice")
    other = Line(second.cells | {"姓名": "另一人", "班级": "15设施2班"}, ("rejected",), because="twice")
    either = Line(second.cells, ("registered", "rejected"), second.facts, "twice")
    _excel(
        file,
        "One number in two rows: equal, and with another name",
        [head(), first, either, same, other, p.registered()],
    )


def _lacking() -> None:
    line = Pupils(file := "a-required-column-missing.xlsx").registered()
    assert isinstance(line.cells, dict)
    kept = {key: value for key, value in line.cells.items() if key != "户籍性质"}
    _excel(
        file, "The column 户籍性质 is not there", [head(without=["户籍性质"]), Line(kept)], refused="户籍性质"
    )


def _empty() -> None:
    _excel("a-head-and-no-rows.xlsx", "Heads, and nobody below them", [head()], may_be_refused=True)
