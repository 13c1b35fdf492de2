"""Sheets that can be read without a fault and wrongly: somebody would get what is another's."""

from __future__ import annotations

from typing import Any

from tests.api.importing.corpus.making.cells import Head, Line, Sheet
from tests.api.importing.corpus.making.excel import excel
from tests.api.importing.corpus.making.expectation import Case
from tests.api.importing.corpus.making.pupils import HEADS, Pupils, head
from tests.api.importing.corpus.making.text_file import lines, literal


def make() -> None:
    _merged_persons()
    _comma()
    _side_by_side()
    _one_below_the_other()
    _shifted()


def _merged_persons() -> None:
    p = Pupils(file := "merged-names-and-cards.xlsx")
    rows = [
        head(),
        p.registered(),
        p.rejected("name", 姓名=None),
        p.registered(),
        p.rejected("card", 中职学生资助卡号=None),
        p.registered(),
    ]
    says = "A name and a card merged over two pupils: whose they are is for the clerk to say"
    excel(Case(file, "Excel", says, [Sheet("Sheet1", rows, merged=["B2:B3", "I4:I5"])]))


def _comma() -> None:
    heads = [*HEADS[:7], "家庭地址", "班级"]
    p = Pupils(file := "comma-within-a-cell.csv")
    rows = [
        Head(heads, heads),
        p.registered(家庭地址="清泉街道", 中职学生资助卡号=None),
        p.rejected("wide", 家庭地址="清泉街道,1号", 中职学生资助卡号=None),
        p.registered(家庭地址="清泉街道", 中职学生资助卡号=None),
    ]
    for row in rows[1:]:
        assert isinstance(row, Line)
        assert isinstance(row.cells, dict)
        del row.cells["中职学生资助卡号"]
    says = "An address with a comma that nobody quoted: the class is not a piece of the address"
    case = Case(file, "WPS", says, [Sheet("CSV", rows)])
    literal(case, "\r\n".join(lines(case)) + "\r\n", "gb18030")


def _side_by_side() -> None:
    p = Pupils(file := "two-lists-side-by-side.xlsx")
    left, right = ([p.registered() for _ in range(2)] for _ in range(2))
    rows = [
        Line([*_cells(one), None, *_cells(other)], ("rejected",), because="two")
        for one, other in zip(left, right, strict=True)
    ]
    heads = Head([*HEADS, None, *HEADS], [])
    says = "Two classes side by side: neither half is dropped"
    excel(Case(file, "Excel", says, [Sheet("Sheet1", [heads, *rows])], may_be_refused=True))


def _one_below_the_other() -> None:
    p = Pupils(file := "two-lists-one-below-the-other.xlsx")
    turned = list(reversed(HEADS))
    rows = [head(), p.registered(), Head(turned, turned), p.registered()]
    says = "A second list below the first, its columns in another order: read by its own heads, or refused"
    excel(Case(file, "Excel", says, [Sheet("Sheet1", rows)], may_be_refused=True))


def _shifted() -> None:
    p = Pupils(file := "cells-moved-to-the-right.xlsx")
    moved, good = p.registered(), p.registered()
    row = Line(
        [None, *_cells(moved)],
        ("rejected",),
        because="missing empty hukou years entry major name sex card class id",
    )
    excel(
        Case(
            file,
            "Excel",
            "A row whose cells stand one column to the right",
            [Sheet("Sheet1", [head(), row, good])],
        )
    )


def _cells(line: Line) -> list[Any]:
    assert isinstance(line.cells, dict)
    return [line.cells[name] for name in HEADS]
