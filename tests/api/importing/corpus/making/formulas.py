"""Cells that are reckoned: with what the program saw last, with an error, and such as were never reckoned."""

from __future__ import annotations

from typing import Any

from tests.api.importing.corpus.making.cells import Formula, Sheet, Xml
from tests.api.importing.corpus.making.excel import excel
from tests.api.importing.corpus.making.expectation import Case
from tests.api.importing.corpus.making.open_xml import open_xml
from tests.api.importing.corpus.making.pupils import Pupils, head
from tests.support.people import id_number


def make() -> None:
    _reckoned()
    _errors()
    _never_reckoned()
    _shared()


def _case(file: str, says: str, *lines: Any) -> Case:
    return Case(file, "Excel", says, [Sheet("Sheet1", [head(), *lines])])


def _reckoned() -> None:
    p = Pupils(file := "formulas-with-results.xlsx")
    number = id_number(p.next)
    excel(
        _case(
            file,
            "Formulas whose result the file holds",
            p.registered(身份证号=Formula(f'="{number[:6]}"&"{number[6:]}"', number), id_number=number),
            p.registered(姓名=Formula('="张"&"三"', "张三"), name="张三"),
            p.registered(班级=Formula("=VLOOKUP(A4,名册!A:C,3,FALSE)", "15设施1班"), class_name="15设施1班"),
            p.registered(入学年月=Formula("=2015*100+9", 201509)),
            p.registered(学制=Formula("=1+2", 3)),
            p.registered(入学年月=Formula('=TEXT(A2,"0")', "201509")),
        )
    )


def _errors() -> None:
    p = Pupils(file := "formulas-with-errors.xlsx")
    lookup = "=VLOOKUP(A2,名册!A:C,3,FALSE)"
    excel(
        _case(
            file,
            "A look-up that found nothing, in columns that must and that may be filled",
            p.rejected("major", 修读专业=Formula(lookup, "#N/A")),
            p.rejected("class", 班级=Formula(lookup, "#N/A")),
            p.rejected("card", 中职学生资助卡号=Formula(lookup, "#REF!")),
            p.rejected("name", 姓名=Formula("=NAME(1)", "#NAME?")),
            p.rejected("sex", 性别=Formula("=1/0", "#DIV/0!")),
            p.registered(),
        )
    )


def _never_reckoned() -> None:
    p = Pupils(file := "formulas-never-reckoned.xlsx")
    cell = '<c r="{place}"><f>VLOOKUP(A2,B:C,2,FALSE)</f></c>'
    rows = [
        p.rejected("name", 姓名=Xml(cell)),
        p.rejected("class", 班级=Xml(cell)),
        p.rejected("card", 中职学生资助卡号=Xml(cell)),
        p.rejected("sex", 性别=Xml(cell)),
        p.registered(),
    ]
    says = (
        "Formulas that a program wrote and none has reckoned: nothing is there, and it is not taken for empty"
    )
    open_xml(Case(file, "WPS", says, [Sheet("Sheet1", [head(), *rows])]))


def _shared() -> None:
    p = Pupils(file := "shared-formulas.xlsx")
    first = (
        '<c r="{place}" t="str"><f t="shared" ref="H2:H4" si="0">"15设施"&amp;"1班"</f><v>15设施1班</v></c>'
    )
    next_ = '<c r="{place}" t="str"><f t="shared" si="0"/><v>15设施1班</v></c>'
    told = {"class_name": "15设施1班"}
    rows = [p.registered(班级=Xml(one), **told) for one in (first, next_, next_)]
    month = '<c r="{place}" s="{style}"><f>DATE(2015,9,25)</f><v>42272</v></c>'
    rows.append(p.registered(入学年月=Xml(month, 31), entry_date="2015-09-25"))
    open_xml(
        _case(file, "A formula filled down, which the file holds once, and a date that is reckoned", *rows)
    )
