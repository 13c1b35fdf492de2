"""Workbooks of other programs and dialects: WPS, Strict Open XML, with macros; Excel's own oddities."""

from __future__ import annotations

from typing import Any

from tests.api.importing.corpus.making.cells import Head, Sheet, Shown, Xml
from tests.api.importing.corpus.making.expectation import Case
from tests.api.importing.corpus.making.open_xml import DECLARED, OPEN, open_xml
from tests.api.importing.corpus.making.pupils import HEADS, Pupils, head, left_out, title
from tests.api.importing.corpus.making.text_file import lines, literal

PROPERTIES = f"{OPEN}/officeDocument/2006"
TYPES = f'xmlns:vt="{PROPERTIES}/docPropsVTypes"'
FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
WPS = {
    "docProps/app.xml": f'{DECLARED}<Properties xmlns="{PROPERTIES}/extended-properties" {TYPES}>'
    '<Application>WPS 表格</Application><HeadingPairs><vt:vector size="2" baseType="variant">'
    "<vt:variant><vt:lpstr>工作表</vt:lpstr></vt:variant><vt:variant><vt:i4>1</vt:i4></vt:variant>"
    "</vt:vector></HeadingPairs></Properties>",
    "docProps/custom.xml": f'{DECLARED}<Properties xmlns="{PROPERTIES}/custom-properties" {TYPES}>'
    f'<property fmtid="{FORMAT_ID}" pid="2" name="KSOProductBuildVer">'
    "<vt:lpwstr>2052-11.1.0.10938</vt:lpwstr></property>"
    f'<property fmtid="{FORMAT_ID}" pid="3" name="ICV"><vt:lpwstr>0</vt:lpwstr></property></Properties>',
}
WPS_BOOK = '<fileVersion appName="xl" lastEdited="3" lowestEdited="5" rupBuild="9302"/><workbookPr/>'
SHARED = '<c r="{{place}}" s="{{style}}" t="s"><v>{}</v></c>'


def make() -> None:
    _wps_dates()
    _wps_shared()
    _wps_pictures()
    _wps_totals()
    _wps_csv()
    _strict()
    _strict_dates()
    _macros()
    _wrong_names()


def _wps(file: str, says: str, *lines_: Any, strings: tuple[str, ...] = (), **sheet: Any) -> None:
    open_xml(
        Case(file, "WPS", says, [Sheet("Sheet1", lines_, **sheet)]),
        strings=strings,
        settings=WPS_BOOK,
        more=WPS,
    )


def _wps_dates() -> None:
    p = Pupils(file := "wps-dates.xlsx")
    forms = ('yyyy"年"m"月";@', 'yyyy"年"m"月"d"日";@', "yyyy/m/d;@", '[DBNum1][$-804]yyyy"年"m"月";@')
    _wps(
        file,
        "Dates as WPS formats them, with ids from 176 on, and by the built-in format 57",
        head(),
        *(p.registered(入学年月=Shown(42248, one)) for one in forms),
        p.registered(入学年月=Shown(42248, 57)),
        p.registered(入学年月=Shown(42272, 31), entry_date="2015-09-25"),
        p.registered(入学年月=Shown(2015.1, "0.00_ "), entry_date="2015-10-01"),
        p.rejected("id", 身份证号=Shown(371525200001010000, "0_ ")),
    )


def _wps_shared() -> None:
    p = Pupils(file := "wps-shared-texts.xlsx")
    strings = tuple(f"<t>{text}</t>" for text in ("15设施1班", "张　三", "城镇", "2015年9月"))
    cells = [Xml(SHARED.format(n), 49) for n in range(len(strings))]
    _wps(
        file,
        "Texts that many cells share, a name made wide, 城镇",
        head(),
        p.registered(班级=cells[0], class_name="15设施1班"),
        p.registered(班级=cells[0], class_name="15设施1班", 姓名=cells[1], name="张三"),
        p.registered(户籍性质=cells[2], hukou="URBAN"),
        p.registered(入学年月=cells[3]),
        strings=strings,
    )


def _wps_pictures() -> None:
    p = Pupils(file := "wps-pictures-in-cells.xlsx")
    picture = Xml('<c r="{place}" t="str"><f>_xlfn.DISPIMG("ID_8A",1)</f><v>=DISPIMG("ID_8A",1)</v></c>')
    _wps(
        file,
        "Photographs in cells, as only WPS keeps them, in a column that means nothing here",
        head("照片"),
        p.registered(照片=picture),
        p.registered(照片=picture),
    )


def _wps_totals() -> None:
    p = Pupils(file := "wps-form-with-signatures.xlsx")
    _wps(
        file,
        "A filled-in form: title over all columns, class merged, total and signatures",
        title("2015级新生学籍信息登记表"),
        head(),
        p.registered(),
        p.registered(班级=None, class_name="15设施1班"),
        left_out("合计", None, 2),
        left_out("制表人：张老师", None, None, None, "审核人：李主任"),
        merged=["A1:I1", "H3:H4", "A6:C6"],
    )


def _wps_csv() -> None:
    p = Pupils(f := "wps-export.csv")
    rows = [head(), p.registered(姓名="𬱖䶮"), p.registered(姓名="㛃㐂"), p.registered(入学年月="2015年9月")]
    says = "CSV of WPS: GB18030, a tab before long numbers so that they stay text"
    case = Case(f, "WPS", says, [Sheet("CSV", rows)])
    head_, *below = [line.split(",") for line in lines(case)]
    tabbed = [head_, *(["\t" + row[0], *row[1:-1], "\t" + row[-1]] for row in below)]
    literal(case, "\r\n".join(map(",".join, tabbed)) + "\r\n", "gb18030")


def _strict() -> None:
    p = Pupils(file := "strict.xlsx")
    strings = ("<t>15设施1班</t>",)
    rows = [
        p.registered(),
        p.registered(班级=Xml(SHARED.format(0)), class_name="15设施1班"),
        p.rejected("hukou", 户籍性质="居民"),
        left_out("合计", "3人"),
    ]
    says = "Saved as Strict Open XML Spreadsheet: other namespaces, else the same"
    open_xml(Case(file, "Excel", says, [Sheet("Sheet1", [head(), *rows])]), strict=True, strings=strings)


def _strict_dates() -> None:
    p = Pupils(file := "strict-dates.xlsx")
    cell = '<c r="{{place}}" s="{{style}}" t="d"><v>{}</v></c>'
    rows = [
        p.registered(入学年月=Xml(cell.format("2015-09-01"), 57)),
        p.registered(入学年月=Xml(cell.format("2015-09-25T00:00:00.000"), 14), entry_date="2015-09-25"),
        p.registered(入学年月=Shown(42248, 57)),
        p.registered(入学年月=Shown(2015.1, 2), entry_date="2015-10-01"),
    ]
    hidden = Sheet("去年", [head(), p.registered(入学年月="201409")], "hidden")
    says = "Strict Open XML, dates as dates and as numbers, and a hidden sheet"
    open_xml(
        Case(file, "Excel", says, [Sheet("Sheet1", [head(), *rows]), hidden], left_out=["去年"]), strict=True
    )


def _macros() -> None:
    p = Pupils(file := "with-macros.xlsm")
    case = Case(
        file,
        "Excel",
        "A workbook with macros, which nothing runs",
        [Sheet("Sheet1", [head(), p.registered(), p.registered()])],
    )
    open_xml(case, macros=True, more={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(508)})


def _wrong_names() -> None:
    p = Pupils(file := "workbook-named.csv")
    says = "A workbook whose name says CSV"
    open_xml(Case(file, "Excel", says, [Sheet("Sheet1", [Head(HEADS, HEADS), p.registered()])]))
    p = Pupils(file := "workbook-named.xls")
    open_xml(
        Case(file, "Excel", "A workbook whose name says .xls", [Sheet("Sheet1", [head(), p.registered()])])
    )
    p = Pupils(file := "text-named.xlsx")
    case = Case(file, "Excel", "CSV whose name says .xlsx", [Sheet("CSV", [head(), p.registered()])])
    literal(case, "\r\n".join(lines(case)) + "\r\n", "gbk")
