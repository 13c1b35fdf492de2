"""入学年月 in every way in which it is written, stored and damaged."""

from __future__ import annotations

from tests.api.importing.corpus.making.cells import Quoted, Sheet, Shown, Xml
from tests.api.importing.corpus.making.excel import excel
from tests.api.importing.corpus.making.expectation import Case
from tests.api.importing.corpus.making.open_xml import open_xml
from tests.api.importing.corpus.making.pupils import Pupils, head

SEPTEMBER, DAY_25, OCTOBER = 42248, 42272, 42278
EARLIER = 1462  # days by which a date counted from 1904 is smaller
FIRST, LATER, TENTH = "2015-09-01", "2015-09-25", "2015-10-01"


def make() -> None:
    _numbers()
    _texts()
    _asked_about()
    _dates()
    _days()
    _from_1904()
    _iso_cells()
    _own_formats()


def _sheet(*lines: object) -> list[Sheet]:
    return [Sheet("Sheet1", [head(), *lines])]  # type: ignore[list-item]


def _numbers() -> None:
    p = Pupils(file := "month-as-a-number.xlsx")
    rows = [
        p.registered(入学年月=Shown(2015.1, "0.00"), entry_date=TENTH),
        p.registered(入学年月=Shown(2015.1, 2), entry_date=TENTH),
        p.registered(入学年月=Shown(2015.09, "0.00"), entry_date=FIRST),
        p.registered(入学年月=2015.9, entry_date=FIRST),
        p.registered(入学年月=Shown(2015.11, "0.00"), entry_date="2015-11-01"),
        p.registered(入学年月=201509, entry_date=FIRST),
        p.registered(入学年月=20150925, entry_date=LATER),
        p.registered(入学年月=Shown(2015.01, "0.00"), entry_date="2015-01-01"),
        p.rejected("entry", 入学年月=2015.1),
        p.rejected("entry", 入学年月=Shown(2015.1, "0.0")),
        p.rejected("entry", 入学年月=2015),
    ]
    says = "2015.10 typed into a number cell is 2015.1; with two decimals it is seen as October, without nobody knows"
    excel(Case(file, "Excel", says, _sheet(*rows)))


def _texts() -> None:
    p = Pupils(file := "month-as-text.xlsx")
    september = [
        "201509", "2015-09", "2015-9", "2015.09", "2015.9", "2015年9月", "2015年09月", "2015/9", "2015/09",
        "２０１５０９", "2015 年 9 月", "2015．09", "2015年9月1日", "20150901", "2015-9-1", "'201509",
        Quoted("201509"), "2015-09-01 00:00:00",
    ]  # fmt: skip
    october = ["201510", "2015.10", "2015-10", "2015年10月"]
    january = ["2015-1", "2015年1月", "2015.01"]
    rows = [
        *(p.registered(入学年月=one, entry_date=FIRST) for one in september),
        *(p.registered(入学年月=one, entry_date=TENTH) for one in october),
        *(p.registered(入学年月=one, entry_date="2015-01-01") for one in january),
    ]
    excel(Case(file, "Excel", "A month as text, in every way in which people write it", _sheet(*rows)))


def _asked_about() -> None:
    p = Pupils(file := "month-that-nobody-can-tell.xlsx")
    rows = [
        *(
            p.rejected("entry", 入学年月=one)
            for one in (
                "2015.1",
                "２０１５．１",
                "2015",
                "2015级",
                "201513",
                "2015-13",
                "2015年0月",
                "2015-02-30",
            )
        ),
        *(
            p.rejected("entry", 入学年月=one)
            for one in ("九月", "209909", "2015-09-", "去年", "", None, "2015-09/2016-09")
        ),
        p.rejected("entry", 入学年月="15.9"),
        p.rejected("entry", 入学年月="15年9月"),
        p.rejected("entry", 入学年月="二〇一五年九月"),
        p.rejected("entry", 入学年月=SEPTEMBER),
    ]
    excel(Case(file, "Excel", "No month, or one that may be two: asked about, never guessed", _sheet(*rows)))


def _dates() -> None:
    built_in = (14, 17, 27, 28, 31, 57, 58, 22)
    for number in built_in:
        p = Pupils(file := f"date-in-built-in-format-{number}.xlsx")
        rows = [
            p.registered(入学年月=Shown(SEPTEMBER, number), entry_date=FIRST),
            p.registered(入学年月=Shown(OCTOBER, number), entry_date=TENTH),
        ]
        says = (
            f"A date cell whose format is the built-in one numbered {number}, of which the file tells no more"
        )
        excel(Case(file, "Excel", says, _sheet(*rows)))


def _days() -> None:
    p = Pupils(file := "day-of-entry.xlsx")
    texts = [
        "2015-09-25",
        "2015/9/25",
        "2015.9.25",
        "2015年9月25日",
        "20150925",
        "2015-09-25T08:00:00",
        "2015/9/25 0:00",
    ]
    rows = [
        *(p.registered(入学年月=one, entry_date=LATER) for one in texts),
        p.registered(入学年月=Shown(DAY_25, 14), entry_date=LATER),
        p.registered(入学年月=Shown(DAY_25, 31), entry_date=LATER),
        p.registered(入学年月=Shown(DAY_25 + 0.375, 22), entry_date=LATER),
        p.registered(入学年月=Shown(DAY_25, "yyyy-mm-dd"), entry_date=LATER),
        p.registered(入学年月="2015-09-21", entry_date="2015-09-21"),
    ]
    excel(
        Case(
            file,
            "Excel",
            "Who comes on 25 September is not paid for September: the day is kept",
            _sheet(*rows),
        )
    )


def _from_1904() -> None:
    p = Pupils(file := "dates-counted-from-1904.xlsx")
    forms = (14, 57, 'yyyy"年"m"月";@', "yyyy/m/d")
    rows = [
        *(p.registered(入学年月=Shown(SEPTEMBER - EARLIER, one), entry_date=FIRST) for one in forms),
        p.registered(入学年月=Shown(DAY_25 - EARLIER, 31), entry_date=LATER),
    ]
    excel(
        Case(file, "Excel", "A workbook of Excel for Macintosh, whose days count from 1904", _sheet(*rows)),
        date_1904=True,
    )


def _iso_cells() -> None:
    p = Pupils(file := "dates-as-iso-cells.xlsx")
    cell = '<c r="{{place}}" s="{{style}}" t="d"><v>{}</v></c>'
    rows = [
        p.registered(入学年月=Xml(cell.format("2015-09-01T00:00:00"), 14), entry_date=FIRST),
        p.registered(入学年月=Xml(cell.format("2015-09-01"), 57), entry_date=FIRST),
        p.registered(入学年月=Xml(cell.format("2015-09-25T00:00:00"), 14), entry_date=LATER),
    ]
    open_xml(
        Case(
            file,
            "Excel",
            "Date cells of type d, which hold the date itself instead of a number",
            _sheet(*rows),
        )
    )


def _own_formats() -> None:
    p = Pupils(file := "dates-in-own-formats.xlsx")
    forms = (
        'yyyy"年"m"月";@', "yyyymm", "yyyy.mm", "yyyy-mm", "[$-804]yyyy\"年\"m\"月\";@", "yyyy/mm", "mmm-yy",
        '[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy', '[DBNum1][$-804]yyyy"年"m"月";@', "e.m",
    )  # fmt: skip
    rows = [p.registered(入学年月=Shown(SEPTEMBER, one), entry_date=FIRST) for one in forms]
    rows += [p.registered(入学年月=Shown(201509, '0000"年"00"月"'), entry_date=FIRST)]
    rows += [p.registered(入学年月=Shown(201510, "[Red]0"), entry_date=TENTH)]
    excel(
        Case(
            file,
            "Excel",
            "Dates in formats of one's own, and numbers that only look like dates",
            _sheet(*rows),
        )
    )
