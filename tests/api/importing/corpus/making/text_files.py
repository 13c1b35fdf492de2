"""CSV and text as Excel, WPS and others save it: encodings, delimiters, quotes, ends of lines."""

from __future__ import annotations

from typing import Any

from tests.api.importing.corpus.making.cells import Line, Sheet
from tests.api.importing.corpus.making.expectation import Case
from tests.api.importing.corpus.making.pupils import Pupils, head, left_out
from tests.api.importing.corpus.making.text_file import lines, literal, text
from tests.support.people import id_number


def make() -> None:
    _encodings()
    _delimiters()
    _stray_quotes()
    _quoted()
    _damaged_by_saving()
    _as_formulas()
    _undecodable()


def _case(file: str, made_by: str, says: str, *rows: Any, **more: Any) -> Case:
    return Case(file, made_by, says, [Sheet("CSV", [head(), *rows])], **more)


def _some(p: Pupils, rare: bool = True) -> list[Line]:
    return [
        p.registered(姓名="𬱖䶮" if rare else "张三丰"),
        p.registered(),
        p.rejected("hukou", 户籍性质="居民"),
        left_out("合计", "3人"),
    ]


def _encodings() -> None:
    for file, by, encoding, says in (
        ("utf-8.csv", "LibreOffice", "utf-8", "UTF-8 without a mark"),
        ("utf-8-with-mark.csv", "Excel", "utf-8-sig", "UTF-8 with the mark that Excel writes"),
        ("gb18030.csv", "WPS", "gb18030", "GB18030, with characters of the extended planes"),
    ):
        text(_case(file, by, says, *_some(Pupils(file))), encoding)
    text(
        _case("gbk.csv", "Excel", "GBK, as Chinese Excel saves CSV", *_some(Pupils("gbk.csv"), False)), "gbk"
    )
    for file, encoding, mark in (
        ("utf-16-little.txt", "utf-16-le", "\ufeff"),
        ("utf-16-big.txt", "utf-16-be", "\ufeff"),
    ):
        says = "Excel's Unicode Text: UTF-16 with tabs"
        text(_case(file, "Excel", says, *_some(Pupils(file))), encoding, "\t", before=mark)


def _delimiters() -> None:
    for file, by, rare, encoding, mark, end, says in (
        ("tabs-gbk.txt", "Excel", False, "gbk", "\t", "\r\n", "Text with tabs in GBK"),
        ("semicolons.csv", "LibreOffice", True, "utf-8", ";", "\r\n", "Semicolons"),
        ("returns-only.csv", "Excel", False, "gbk", ",", "\r", "Lines end as on old Macintoshes"),
        ("newlines-only.csv", "LibreOffice", True, "utf-8", ",", "\n", "Lines end as on Linux"),
    ):
        text(_case(file, by, says, *_some(Pupils(file), rare)), encoding, mark, end)
    p = Pupils(f := "sep-line.csv")
    case = Case(
        f,
        "Excel",
        "A first line that tells Excel the delimiter, which Excel shows to nobody and does not count",
        [Sheet("CSV", [head(), *_some(p)])],
    )
    literal(case, "\r\n".join(["sep=;", *lines(case, ";")]) + "\r\n", "utf-8-sig")
    p = Pupils(f := "no-end-of-last-line.csv")
    case = _case(f, "WPS", "The last line has no end, and a pupil on it", p.registered(), p.registered())
    literal(case, "\n".join(lines(case)), "gb18030")
    p = Pupils(f := "commas-behind.csv")
    case = _case(
        f, "Excel", "Columns that were once used: commas behind every line", p.registered(), p.registered()
    )
    literal(case, "\r\n".join(line + ",,,," for line in [*lines(case), ",,,,,,,,", ",,,,,,,,"]), "gbk")


def _stray_quotes() -> None:
    p = Pupils(f := "stray-quote.csv")
    names = [p.registered() for _ in range(6)]
    third = names[2]
    assert isinstance(third.cells, dict)
    quoted = '"' + third.cells["姓名"]
    marked = Line(third.cells | {"姓名": quoted}, ("rejected",), because="quote")
    says = "A quote before the third of six names: no pupil is swallowed by another's cell"
    case = _case(f, "Excel", says, *names[:2], marked, *names[3:])
    literal(case, "\r\n".join(lines(case)) + "\r\n", "gbk")
    p = Pupils(f := "stray-quotes-twice.csv")
    rows = [
        p.registered(),
        p.rejected("quote", 班级='"15设施1班'),
        p.registered(班级='15设施"1"班'),
        p.registered(),
    ]
    case = _case(f, "WPS", "A quote that is never closed, and quotes within a cell", *rows)
    literal(case, "\n".join(lines(case)) + "\n", "utf-8")


def _quoted() -> None:
    p = Pupils(f := "line-break-in-a-cell.csv")
    lines_ = [
        head("家庭地址"),
        p.registered(家庭地址="冠县清泉街道\n1号"),
        p.registered(家庭地址="冠县，\r\n2号"),
        p.registered(家庭地址='他说"好",就这样'),
        p.rejected("name", 姓名=None, 家庭地址="三\n行\n字"),
        p.registered(家庭地址=None),
    ]
    text(
        Case(f, "Excel", "Addresses of several lines, quoted as they should be", [Sheet("CSV", lines_)]),
        "gbk",
    )
    p = Pupils(f := "everything-quoted.csv")
    case = _case(f, "WPS", "Every cell in quotes", p.registered(班级='15"设施"1班'), p.registered())
    rows = [
        ['"' + str(value or "").replace('"', '""') + '"' for value in row] for row in case.sheets[0].rows()
    ]
    literal(case, "\r\n".join(map(",".join, rows)) + "\r\n", "gb18030")


def _damaged_by_saving() -> None:
    p = Pupils(f := "saved-again-by-excel.csv")
    lines_ = [
        p.rejected("id", 身份证号="3.71525E+17"),
        p.rejected("card", 中职学生资助卡号="6.218E+18"),
        p.registered(修读专业="10100"),
        p.registered(入学年月="2015/9/1"),
        p.registered(入学年月="2015/9/25", entry_date="2015-09-25"),
        p.registered(入学年月="2015年9月"),
        p.rejected("entry", 入学年月="Sep-15"),
        p.rejected("entry", 入学年月="2015.1"),
        p.rejected("class", 班级="1月15日"),
        p.rejected("class", 班级="15-Jan"),
        p.rejected("major", 修读专业="#N/A"),
        p.rejected("class", 班级="#REF!"),
        p.rejected("entry", 入学年月="########"),
    ]
    text(
        _case(f, "Excel", "A CSV that Excel opened and saved: what it does to numbers and dates", *lines_),
        "gbk",
    )


def _as_formulas() -> None:
    p = Pupils(f := "numbers-kept-as-formulas.csv")
    first, second, third = (id_number(p.next + n) for n in range(3))
    rows = [
        p.registered(身份证号=f'="{first}"', id_number=first),
        p.registered(身份证号=f"'{second}", id_number=second),
        p.registered(身份证号=f"\t{third}", id_number=third),
        p.registered(身份证号="`" + id_number(p.next), id_number=id_number(p.next)),
    ]
    text(_case(f, "Excel", "What programs write so that Excel leaves a number alone", *rows), "utf-8-sig")


def _undecodable() -> None:
    f = "two-encodings-in-one.csv"
    case = Case(f, "WPS", "Half of it UTF-8, half GBK, from two files put together", refused="UTF-8")
    good, bad = Case("x", "", "", [Sheet("CSV", [head(), Pupils(f).registered(姓名="𬱖䶮")])]), "玥\u20ac王"
    case.path.write_bytes(
        "\r\n".join(lines(good)).encode() + b"\r\n" + bad.encode("gb18030") + b"\xff\xff\x00\r\n"
    )
    case.expect()
