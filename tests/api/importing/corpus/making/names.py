"""Names and free text: rare characters, blanks, dots, phonetic runs, what looks like a formula."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from tests.api.importing.corpus.making.cells import Quoted, Sheet, Xml
from tests.api.importing.corpus.making.excel import excel
from tests.api.importing.corpus.making.expectation import Case
from tests.api.importing.corpus.making.open_xml import open_xml
from tests.api.importing.corpus.making.pupils import Pupils, head
from tests.support.people import id_number


def make() -> None:
    _names()
    _unreadable()
    _shared_texts()
    _sexes()
    _like_formulas()
    _long()


def _case(file: str, says: str, *lines: Any, more: tuple[str, ...] = ()) -> Case:
    return Case(file, "Excel", says, [Sheet("Sheet1", [head(*more), *lines])])


def _names() -> None:
    p = Pupils(file := "names.xlsx")
    excel(
        _case(
            file,
            "Names of two characters made wide by a blank, of minorities, in Latin letters, with rare characters",
            p.registered(姓名="张\u3000三", name="张三"),
            p.registered(姓名="张 三", name="张三"),
            p.registered(姓名="李\xa0\xa0四", name="李四"),
            p.registered(姓名=" 王\u3000\u3000五\u3000", name="王五"),
            p.registered(姓名="欧阳\u3000娜", name="欧阳娜"),
            p.registered(姓名="阿卜杜热合曼·买买提"),
            p.registered(姓名="阿依古丽•吐尔逊", name=["阿依古丽•吐尔逊", "阿依古丽·吐尔逊"]),
            p.registered(姓名="古丽．艾山", name=["古丽．艾山", "古丽·艾山"]),
            p.registered(姓名="Ivan Petrov"),
            p.registered(姓名="  Maria  da Silva ", name=["Maria da Silva", "Maria  da Silva"]),
            p.registered(姓名="𬱖䶮"),
            p.registered(姓名="𠮷\u3000田", name="𠮷田"),
            p.registered(姓名="㛃〇"),
            p.registered(姓名=Quoted("赵六"), name="赵六"),
            p.registered(姓名="O'Neil 欧", name=["O'Neil 欧", "O'Neil欧"]),
        )
    )


def _unreadable() -> None:
    p = Pupils(file := "names-that-are-none.xlsx")
    excel(
        _case(
            file,
            "No name, a name with an invisible or lost character, a name that is too long",
            p.rejected("name", 姓名=None),
            p.rejected("name", 姓名="\u3000 "),
            p.rejected("name", 姓名="张\u200b三"),
            p.rejected("name", 姓名="张" * 51),
            p.rejected("name", 姓名="张\ufffd三"),
            p.rejected("name", 姓名="张?"),
            p.registered(姓名="买买提" * 16 + "张三"),
        )
    )


def _shared_texts() -> None:
    p = Pupils(file := "texts-in-runs.xlsx")
    strings = [
        "<t>王小明</t><rPh sb='0' eb='1'><t>ワン</t></rPh><phoneticPr fontId='1'/>",
        "<r><t>李</t></r><r><rPr><b/></rPr><t>小</t></r><r><t xml:space='preserve'>红</t></r>",
        "<t>15设施1班</t>",
    ]
    shared = '<c r="{{place}}" t="s"><v>{}</v></c>'
    quoted = (
        escape("<is><r><t>15设施</t></r><r><t>1班</t></r></is>", {}).replace("&lt;", "<").replace("&gt;", ">")
    )
    rows = [
        p.registered(姓名=Xml(shared.format(0)), name="王小明"),
        p.registered(
            姓名=Xml(shared.format(1)), name="李小红", 班级=Xml(shared.format(2)), class_name="15设施1班"
        ),
        p.registered(班级=Xml(f'<c r="{{place}}" t="inlineStr">{quoted}</c>'), class_name="15设施1班"),
        p.registered(姓名=Xml('<c r="{place}" t="str"><v>赵小刚</v></c>'), name="赵小刚"),
    ]
    says = "Shared texts with a reading aid beside them, texts in runs of several fonts, texts within their cells"
    open_xml(_case(file, says, *rows), strings=strings)


def _sexes() -> None:
    p = Pupils(file := "sexes.xlsx")

    def right() -> tuple[str, str]:
        return ("男", "女") if int(id_number(p.next)[16]) % 2 else ("女", "男")

    rows = [p.rejected("sex", 性别=right()[1]) for _ in range(2)]
    rows += [p.registered(性别=right()[0] + suffix) for suffix in ("", "性", " ")]
    rows += [p.registered(性别="1" if right()[0] == "男" else "2")]
    rows += [p.registered(性别=1 if right()[0] == "男" else 2)]
    excel(_case(file, "The sex as the ID number has it, and otherwise", *rows))


def _like_formulas() -> None:
    p = Pupils(file := "texts-like-formulas.xlsx")
    risky = ["=1班", "+1班", "-1班", "@1班", '=HYPERLINK("http://example.com","点")', "=1+1"]
    rows = [
        *(p.line("registered", "rejected", because="class", 班级=one) for one in risky),
        *(p.rejected("id class", 身份证号="371525200102150015", 班级=one) for one in risky),
        p.rejected("entry", 入学年月="没有", 备注="=cmd|' /C calc'!A0"),
    ]
    excel(
        _case(
            file,
            "Text cells that begin as formulas do: they stay text, there and in the rows given back",
            *rows,
            more=("备注",),
        )
    )


def _long() -> None:
    p = Pupils(file := "long-texts.xlsx")
    rows = [
        p.registered(备注="很长的备注" * 1_000),
        p.registered(备注="第一行\n第二行"),
        p.rejected("class", 班级="班" * 300),
        p.registered(班级="15设施\n1班", class_name=["15设施1班", "15设施 1班", "15设施\n1班"]),
    ]
    excel(_case(file, "Very long cells and cells of several lines", *rows, more=("备注",)))
