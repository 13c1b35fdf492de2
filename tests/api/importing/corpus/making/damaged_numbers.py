"""Long numbers, codes and classes that a spreadsheet has taken for something else."""

from __future__ import annotations

from typing import Any

from tests.api.importing.corpus.making.cells import Quoted, Sheet, Shown
from tests.api.importing.corpus.making.excel import excel
from tests.api.importing.corpus.making.expectation import Case
from tests.api.importing.corpus.making.pupils import Pupils, card, head
from tests.support.people import id_number

JANUARY_15 = 46037  # of 2026: what 1-15 becomes, typed in that year


def make() -> None:
    _id_numbers()
    _id_forms()
    _cards()
    _card_forms()
    _majors()
    _classes()
    _years_and_words()


def _case(file: str, says: str, *lines: Any) -> Case:
    return Case(file, "Excel", says, [Sheet("Sheet1", [head(), *lines])])


def _id_numbers() -> None:
    p = Pupils(file := "id-numbers-damaged.xlsx")
    number = id_number(p.sequence())
    excel(
        _case(
            file,
            "ID numbers of which the last digits are gone, or which fit no person",
            p.rejected("id", 身份证号=float(number[:17] + "0")),
            p.rejected("id", 身份证号=Shown(float(number[:15] + "000"), "0")),
            p.rejected("id", 身份证号="3.71525E+17"),
            p.rejected("id", 身份证号="3.71525200102E+17"),
            p.rejected("id", 身份证号=number[:15] + "000"),
            p.rejected("id", 身份证号=number[:17] + str((int(number[17].replace("X", "9")) + 1) % 10)),
            p.rejected("id", 身份证号=number[:17]),
            p.rejected("id", 身份证号=number + "1"),
            p.rejected("id", 身份证号="371525200013010014"),
            p.rejected("id", 身份证号="37152520000101001A"),
            p.rejected("id", 身份证号="371525209901010017"),
            p.rejected("id", 身份证号="11010518000101001X"),
        )
    )


def _id_forms() -> None:
    p = Pupils(file := "id-numbers-in-disguise.xlsx")
    x = p.number_in_x()
    wide = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
    forms: list[Any] = [
        lambda n: f" {n} ",
        lambda n: f"'{n}",
        Quoted,
        lambda n: f"{n[:6]} {n[6:14]} {n[14:]}",
        lambda n: n.translate(wide),
        lambda n: f"{n}\u200b",
        lambda n: f"\u202d{n}\u202c",
        lambda n: f"\xa0{n}",
        lambda n: f"{n}\t",
        lambda n: f"{n}\n",
    ]
    rows = [p.registered(身份证号=x.lower(), id_number=x)]
    x = p.number_in_x()
    rows += [p.registered(身份证号=x.translate(wide), id_number=x)]
    for form in forms:
        number = id_number(p.next)
        rows.append(p.registered(身份证号=form(number), id_number=number))
    excel(_case(file, "Right ID numbers with what programs and people put around them", *rows))


def _cards() -> None:
    p = Pupils(file := "cards-damaged.xlsx")
    excel(
        _case(
            file,
            "Card numbers of which the last digits are gone, or which Luhn's rule does not accept",
            p.rejected("card", 中职学生资助卡号=6.21799000012345e18),
            p.rejected("card", 中职学生资助卡号=Shown(6.21799000012345e18, "0")),
            p.rejected("card", 中职学生资助卡号="6.21799E+18"),
            p.rejected("card", 中职学生资助卡号=Shown(6217990000123450, "0")),
            p.rejected("card", 中职学生资助卡号=6217990000123450),
            p.registered(中职学生资助卡号="6217990000123450000", warns="card"),
            p.registered(中职学生资助卡号="6217990000000000015", card="0015", warns="card"),
            p.rejected("card", 中职学生资助卡号="621799000"),
            p.rejected("card", 中职学生资助卡号="没有卡"),
            p.rejected("card", 中职学生资助卡号="62179900001234567890123"),
        )
    )


def _card_forms() -> None:
    p = Pupils(file := "cards-in-disguise.xlsx")
    forms: list[Any] = [
        lambda c: f"{c[:4]} {c[4:8]} {c[8:12]} {c[12:16]} {c[16:]}",
        lambda c: f"{c[:4]}-{c[4:8]}-{c[8:12]}-{c[12:16]}-{c[16:]}",
        lambda c: f"'{c}",
        Quoted,
        lambda c: f"{c}\t",
        lambda c: c.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ]
    rows = []
    for form in forms:
        number = card(p.next)
        rows.append(p.registered(中职学生资助卡号=form(number), card=number[-4:]))
    rows.append(p.registered(中职学生资助卡号=None))
    rows.append(p.registered(中职学生资助卡号=621799000016, card="0016"))
    excel(_case(file, "Right card numbers as people group them, and none", *rows))


def _majors() -> None:
    p = Pupils(file := "majors.xlsx")
    protection = {"入学年月": "202209", "entry_date": "2022-09-01"}
    lines = [
        p.registered(修读专业=10100),
        p.registered(修读专业="10100"),
        p.registered(修读专业="设施农业生产技术"),
        p.registered(修读专业="设施农业生产技术（010100）"),
        p.registered(修读专业="010100 设施农业生产技术"),
        p.registered(修读专业=" 010100\n设施农业生产技术 "),
        p.registered(修读专业="植物保护", major_code="010600"),
        p.registered(修读专业="植物保护", major_code="610106", **protection),
        p.registered(修读专业="茶艺", 专业编码="019900", major_code="019900"),
        p.registered(修读专业="茶艺", 专业编码=19900, major_code="019900"),
        p.rejected("major", 修读专业="茶艺"),
        p.rejected("major", 修读专业="010100 会计"),
        p.rejected("major", 修读专业="010100", 专业编码="120100"),
        p.rejected("major", 修读专业=None),
        p.rejected("major", 修读专业="0101"),
    ]
    says = "Majors by code and name, the zero in front lost, by the catalogue of the intake, and such as nobody knows"
    excel(Case(file, "Excel", says, [Sheet("Sheet1", [head("专业编码"), *lines])]))


def _classes() -> None:
    p = Pupils(file := "class-turned-into-a-date.xlsx")
    lost = [Shown(JANUARY_15, form) for form in (58, 'm"月"d"日";@', "m/d", 14, 16)]
    excel(
        _case(
            file,
            "Class 1-15, which Excel has turned into the fifteenth of January, beside classes that are what they say",
            *(p.rejected("class", 班级=one) for one in lost),
            p.registered(班级="1-15"),
            p.registered(班级=Quoted("1-15"), class_name="1-15"),
            p.registered(班级=3, class_name="3"),
            p.registered(班级="15级1班"),
            p.registered(班级="2015-1"),
            p.registered(班级=Shown(3, '0"班"'), class_name=["3", "3班"]),
        )
    )


def _years_and_words() -> None:
    p = Pupils(file := "lengths-and-households.xlsx")
    excel(
        _case(
            file,
            "学制 and 户籍性质 in every word that is used; 城镇 is non-agricultural since 2014, 居民 may be either",
            p.registered(学制=3),
            p.registered(学制="3年"),
            p.registered(学制="三年制"),
            p.registered(学制=2.5, years=2.5),
            p.registered(学制="两年半", years=2.5),
            p.registered(学制=Shown(3, '0"年"')),
            p.rejected("years", 学制="很久"),
            p.rejected("years", 学制="9"),
            p.registered(户籍性质="城镇", hukou="URBAN"),
            p.registered(户籍性质="非农业", hukou="URBAN"),
            p.registered(户籍性质="非农业户口", hukou="URBAN"),
            p.registered(户籍性质="农业"),
            p.registered(户籍性质="农村"),
            p.registered(户籍性质=" 农 业 "),
            p.registered(户籍性质="县镇非农", hukou="COUNTY_TOWN"),
            p.rejected("hukou", 户籍性质="居民"),
            p.rejected("hukou", 户籍性质=None),
            p.rejected("hukou", 户籍性质="汉族"),
            p.rejected("sex", 性别="未知"),
            p.registered(性别=None),
        )
    )
