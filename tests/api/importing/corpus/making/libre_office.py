"""Files that LibreOffice itself has saved (soffice, 7.4): workbooks with all they hold, and text."""

from __future__ import annotations

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.api.importing.corpus.making import excel
from tests.api.importing.corpus.making.cells import Formula, Sheet, Shown
from tests.api.importing.corpus.making.expectation import Case
from tests.api.importing.corpus.making.pupils import BLANK, Pupils, head, left_out, title

WORKBOOK = "xlsx:Calc MS Excel 2007 XML"
COMMA, SEMICOLON, TAB, QUOTE = 44, 59, 9, 34
UTF_8, GB18030, GBK, UTF_16 = 76, 85, 67, 65535


def make() -> None:
    _dates()
    _layout()
    _formulas()
    _numbers()
    _text("lo-utf-8.csv", COMMA, UTF_8, "UTF-8 and commas")
    _text("lo-gb18030.csv", COMMA, GB18030, "GB18030, rare characters")
    _text("lo-semicolons.csv", SEMICOLON, UTF_8, "UTF-8 and semicolons")
    _text("lo-utf-16.csv", TAB, UTF_16, "UTF-16 and tabs")
    _as_shown()


def saved(case: Case, form: str, **options: Any) -> None:
    """Has LibreOffice save the case's sheets in a form of its own, and writes the expectation."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / "in.xlsx"
        excel.write(source, case.sheets, **options)
        case.path.write_bytes(converted(source, form))
    case.expect()


def converted(source: Path, form: str) -> bytes:
    """A file as LibreOffice saves it in a form, which it names by its ending and its filter."""
    with TemporaryDirectory() as folder:
        command = ["soffice", "--headless", "--convert-to", form, "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        (made,) = Path(folder).iterdir()
        return made.read_bytes()


def _dates() -> None:
    p = Pupils(file := "lo-dates.xlsx")
    forms = (14, 17, 57, 'yyyy"年"m"月";@', "yyyy-mm-dd", "yyyy.mm")
    lines = [
        head(),
        *(p.registered(入学年月=Shown(42248, one)) for one in forms),
        p.registered(入学年月=Shown(42272, 14), entry_date="2015-09-25"),
        p.registered(入学年月=Shown(2015.1, "0.00"), entry_date="2015-10-01"),
        p.rejected("class", 班级=Shown(46037, 58)),
    ]
    saved(Case(file, "LibreOffice", "Dates that LibreOffice has saved", [Sheet("Sheet1", lines)]), WORKBOOK)
    p = Pupils(file := "lo-dates-from-1904.xlsx")
    lines = [
        head(),
        p.registered(入学年月=Shown(42248 - 1462, 14)),
        p.registered(入学年月=Shown(42248 - 1462, "yyyy.mm")),
    ]
    saved(
        Case(file, "LibreOffice", "Dates that count from 1904", [Sheet("Sheet1", lines)]),
        WORKBOOK,
        date_1904=True,
    )


def _layout() -> None:
    p = Pupils(file := "lo-layout.xlsx")
    lines = [
        title("2015级学生信息表"),
        BLANK,
        head(),
        p.registered(),
        p.registered(班级=None, class_name="15设施1班"),
        p.registered(hidden=True),
        p.registered(姓名="张\u3000三", name="张三"),
        left_out("合计", "4人"),
        left_out("制表人：李四", None, None, None, None, "审核人：王五"),
    ]
    sheets = [
        Sheet("1班", lines, merged=["A1:I1", "H4:H5"]),
        Sheet("2班", [head(), p.registered(姓名="𬱖䶮"), p.rejected("entry", 入学年月="2015.1")]),
        Sheet("去年", [head(), p.registered(入学年月="201409")], "hidden"),
        Sheet("空", []),
    ]
    saved(
        Case(
            file,
            "LibreOffice",
            "Merged cells, a hidden row, a hidden sheet, totals",
            sheets,
            left_out=["去年"],
        ),
        WORKBOOK,
    )


def _formulas() -> None:
    p = Pupils(file := "lo-formulas.xlsx")
    lines = [
        head(),
        p.registered(姓名=Formula('="张"&"三"'), name="张三"),
        p.registered(班级=Formula('=H4&""'), class_name="15设施1班"),
        p.registered(),
        p.rejected("class", 班级=Formula("=VLOOKUP(1,A1:B2,2,FALSE)")),
        p.registered(入学年月=Formula("=2015*100+9")),
    ]
    saved(
        Case(file, "LibreOffice", "Formulas that LibreOffice has reckoned", [Sheet("Sheet1", lines)]),
        WORKBOOK,
    )


def _numbers() -> None:
    p = Pupils(file := "lo-numbers.xlsx")
    lines = [
        head(),
        p.rejected("id", 身份证号=Shown(371525200001010000, "0")),
        p.rejected("card", 中职学生资助卡号=6.21799000012345e18),
        p.registered(修读专业=10100),
        p.registered(学制=3, 入学年月=201509),
        p.registered(班级=3, class_name="3"),
    ]
    saved(Case(file, "LibreOffice", "Numbers that LibreOffice has saved", [Sheet("Sheet1", lines)]), WORKBOOK)


def _text(file: str, mark: int, encoding: int, says: str) -> None:
    p = Pupils(file)
    lines = [
        head("家庭地址"),
        p.registered(姓名="𬱖䶮"),
        p.registered(家庭地址="清泉街道\n1号"),
        p.registered(班级='15"设施"1班'),
        p.rejected("hukou", 户籍性质="居民"),
        left_out("合计", "4人"),
    ]
    form = f"csv:Text - txt - csv (StarCalc):{mark},{QUOTE},{encoding},1"
    saved(Case(file, "LibreOffice", f"CSV of LibreOffice: {says}", [Sheet("CSV", lines)]), form)


def _as_shown() -> None:
    p = Pupils(file := "lo-cells-as-shown.csv")
    lines = [
        head(),
        p.registered(入学年月=Shown(42248, "yyyy-mm-dd")),
        p.registered(入学年月=Shown(42272, "yyyy/m/d"), entry_date="2015-09-25"),
        p.registered(入学年月=Shown(2015.1, "0.00"), entry_date="2015-10-01"),
        p.rejected("entry", 入学年月=2015.1),
        p.rejected("id", 身份证号=371525200001010000),
    ]
    form = f"csv:Text - txt - csv (StarCalc):{COMMA},{QUOTE},{GBK},1,,0,false,true"
    saved(Case(file, "LibreOffice", "CSV with the cells as they are shown", [Sheet("CSV", lines)]), form)
