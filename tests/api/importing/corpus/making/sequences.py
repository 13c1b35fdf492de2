"""Files about people whom the ledger knows: from an earlier file, elsewhere, gone, back, without a number."""

from __future__ import annotations

from typing import Any

from tests.api.importing.corpus.making.cells import Line, Sheet, Shown
from tests.api.importing.corpus.making.excel import excel
from tests.api.importing.corpus.making.expectation import Case
from tests.api.importing.corpus.making.pupils import Pupils, head, usual_facts


def make() -> None:
    _second_file()
    _corrected()
    _gone()
    _elsewhere()
    _without_a_number()
    _of_age()


def _case(file: str, says: str, *lines: Any, more: tuple[str, ...] = (), **case: Any) -> Case:
    return Case(file, "Excel", says, [Sheet("Sheet1", [head(*more), *lines])], **case)


def _again(
    line: Line, *fates: str, because: str = "", facts: dict[str, Any] | None = None, **other: Any
) -> Line:
    assert isinstance(line.cells, dict)
    return Line(line.cells | other, fates, facts or {}, because)


def _second_file() -> None:
    p = Pupils(first := "first-list.xlsx")
    lines = [p.registered() for _ in range(12)]
    excel(_case(first, "The list of September", *lines))
    already = [_again(line, "already") for line in lines]
    says = "The same list again: everybody is known and equal, nothing changes"
    excel(_case("same-list-again.xlsx", says, *already, after=first))
    a, b, c, d, e, f, g, h, *rest = lines
    excel(
        _case(
            "second-list.xlsx",
            "Known numbers with other names and details: never a success; equal ones written in another way are known",
            _again(a, "rejected", because="known", 姓名="另一人"),
            _again(b, "rejected", because="known", 班级="15设施2班"),
            _again(c, "rejected", because="known", 中职学生资助卡号="6217990000000000014"),
            _again(d, "rejected", because="known", 户籍性质="城镇"),
            _again(e, "rejected", because="known", 修读专业="120100"),
            _again(f, "rejected", because="known", 入学年月="201609"),
            _again(g, "rejected", because="known", 学制="两年"),
            _again(h, "already", 入学年月="2015年9月", 修读专业="设施农业生产技术", 学制=3, 户籍性质="农村"),
            _again(rest[0], "rejected", because="known", 入学年月="2015-09-25"),
            _again(rest[1], "already", 姓名="\u3000".join(rest[1].facts["name"])),
            _again(rest[2], "already", 班级=None, 中职学生资助卡号=None),
            p.registered(),
            after=first,
        )
    )


def _corrected() -> None:
    p = Pupils(first := "list-to-be-corrected.xlsx")
    lines = [p.registered(), p.rejected("entry", 入学年月="2015.1"), p.rejected("hukou", 户籍性质="居民")]
    excel(_case(first, "A list with two rows to be corrected", *lines))
    facts = [usual_facts(line) for line in lines[1:]]
    month = {"入学年月": "2015-10", "行号": "3", "原因": "入学年月不明"}
    household = {"户籍性质": "农业", "行号": "4", "原因": "户籍性质不能填“居民”"}
    corrected = [
        _again(lines[1], "registered", facts=facts[0] | {"entry_date": "2015-10-01"}, **month),
        _again(lines[2], "registered", facts=facts[1], **household),
    ]
    says = "The file of rejected rows, corrected, its two columns of reasons still there"
    excel(_case("list-corrected.xlsx", says, *corrected, more=("行号", "原因"), after=first))


def _gone() -> None:
    p = Pupils(first := "list-before-some-went.xlsx")
    lines = [p.registered() for _ in range(7)]
    excel(_case(first, "A list of whom some will go", *lines))
    withdrew, back, other_class, dead, struck, approved, changed = lines
    numbers = [line.facts["id_number"] for line in lines]
    before = [
        {"who": numbers[0], "what": "WITHDRAW", "on": "2016-03-01"},
        {"who": numbers[1], "what": "WITHDRAW", "on": "2016-03-01"},
        {"who": numbers[2], "what": "WITHDRAW", "on": "2016-03-01"},
        {"who": numbers[3], "what": "DECEASED", "on": "2016-03-01"},
        {"who": numbers[4], "what": "CANCEL", "on": "2016-03-01"},
        {"who": numbers[5], "what": "approved"},
        {"who": numbers[6], "what": "approved"},
    ]
    returned = back.facts | {"entry_date": "2016-09-01"}
    excel(
        _case(
            "list-after-some-went.xlsx",
            "Who withdrew is on the list again; who died, was struck out, was approved meanwhile",
            _again(withdrew, "rejected", because="gone"),
            _again(back, "registered", facts=returned, 入学年月="201609"),
            _again(other_class, "rejected", because="gone", 班级="15设施2班"),
            _again(dead, "rejected", because="gone"),
            _again(struck, "rejected", because="gone"),
            _again(approved, "already"),
            _again(changed, "rejected", because="known", 姓名="另一人"),
            after=first,
            before=before,
        )
    )


def _elsewhere() -> None:
    p = Pupils(file := "enrolled-elsewhere.xlsx")
    there = [p.held(), p.held()]
    before = [
        {"who": str(line.facts["id_number"]), "what": "elsewhere", "name": str(line.facts["name"])}
        for line in there
    ]
    says = "Two who are at another school too: held, both schools' authorities see it"
    excel(_case(file, says, *there, p.registered(), before=before))
    excel(
        _case(
            "enrolled-elsewhere-again.xlsx",
            "The same two once more",
            *(_again(x, "held") for x in there),
            after=file,
        )
    )
    other = [_again(there[0], "rejected", because="known", 班级="15设施3班")]
    says = "One of the two with another class: the held record is known, and not equal"
    excel(_case("enrolled-elsewhere-otherwise.xlsx", says, *other, after=file))


def _without_a_number() -> None:
    p = Pupils(file := "without-an-id-number.xlsx")
    more = ("出生日期", "户籍市", "户籍区县")

    def nobody(
        name: str, number: str | None = None, born: Any = "2000-05-06", **cells: Any
    ) -> dict[str, Any]:
        who = {
            "身份证号": number,
            "姓名": name,
            "性别": "女",
            "出生日期": born,
            "户籍市": "聊城市",
            "户籍区县": "冠县",
        }
        return {**who, "id_number": None, **cells}

    def old(serial: int) -> str:
        return f"9993637000001{serial:05}"

    without = {"student_number": "J", "origin": "371525"}
    lines = [
        p.registered(**nobody("无号甲", **without)),
        p.registered(**nobody("无号乙", old(1), "20000507", warns="id", **without)),
        p.registered(**nobody("无号丙", old(2), "2000年5月8日", warns="id", **without)),
        p.registered(**nobody("无号丁", born=Shown(36652, 14), **without)),
        p.rejected("missing", **nobody("无号戊", born=None)),
        p.rejected("missing", **nobody("无号己", old(3), None)),
        p.rejected("missing", **nobody("无号庚", 性别=None)),
        p.rejected("birth missing", **nobody("无号辛", born="2000-02-30")),
        p.rejected("origin", **nobody("无号壬", 户籍市=None, 户籍区县=None)),
        p.rejected("id missing", **nobody("无号癸", "无", **without)),
        p.registered(出生日期=None),
        p.rejected("birth", 出生日期="1999-01-01"),
    ]
    says = "No number, or one of the old system (999, school, serial): rules §5 know J; birth dates that do not fit"
    excel(_case(file, says, *lines, more=more))
    again = [_again(line, "already") for line in lines[:4]]
    says = "The same again: they are known by name, sex and birth date"
    excel(_case("without-an-id-number-again.xlsx", says, *again, more=more, after=file))
    p = Pupils(file := "old-id-numbers.xlsx")
    old_ones = [
        ("371525990101001", "371525199901010012", "男"),
        ("371525 980203 002", "371525199802030026", "女"),
    ]
    lines = [
        p.registered(warns="id", 身份证号=short, 性别=sex, id_number=full) for short, full, sex in old_ones
    ]
    lines.append(p.rejected("id", 身份证号="371525991301001"))
    excel(_case(file, "ID numbers of 15 digits, as they were given out until 1999", *lines))


def _of_age() -> None:
    p = Pupils(file := "too-young-too-old.xlsx")
    lines = [
        p.rejected("age", 入学年月="201109"),
        p.rejected("age", 入学年月="199909"),
        p.registered(入学年月="201309", entry_date="2013-09-01"),
        p.rejected("id", 身份证号="371525189901010018"),
    ]
    excel(_case(file, "An entry at eleven, one before birth, a birth before 1900", *lines))
