"""Files that are refused as a whole, with a sentence that says what to do."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import msoffcrypto.format.ooxml as protected  # type: ignore[import-not-found, unused-ignore]
from PIL import Image  # type: ignore[import-not-found, unused-ignore]

from tests.api.importing.corpus.making import excel
from tests.api.importing.corpus.making.cells import Head, Sheet
from tests.api.importing.corpus.making.expectation import Case
from tests.api.importing.corpus.making.libre_office import saved
from tests.api.importing.corpus.making.pupils import HEADS, Pupils, head, title


def make() -> None:
    saved(
        _case("old-workbook.xls", "LibreOffice", "A workbook of Excel 97 (BIFF)", ".xlsx"), "xls:MS Excel 97"
    )
    saved(_case("of-wps.et", "WPS", "WPS's own form, which is Excel 97's", ".xlsx"), "xls:MS Excel 97")
    saved(_case("open-document.ods", "LibreOffice", "OpenDocument", ".xlsx"), "ods:calc8")
    saved(
        _case("page-named.xls", "Excel", "A page of HTML that some system exports as .xls", ".xlsx"),
        "html:HTML (StarCalc)",
    )
    _protected()
    _cut()
    _bytes()
    _no_heads()


def _case(file: str, by: str, says: str, speaks_of: str) -> Case:
    return Case(file, by, says, [Sheet("Sheet1", [head(), Pupils(file).registered()])], refused=speaks_of)


def _workbook(case: Case) -> bytes:
    with TemporaryDirectory() as folder:
        excel.write(Path(folder) / "a.xlsx", case.sheets)
        return (Path(folder) / "a.xlsx").read_bytes()


def _kept(case: Case, content: bytes) -> None:
    case.path.write_bytes(content)
    case.expect()


def _protected() -> None:
    case = _case("with-a-password.xlsx", "Excel", "A workbook that opens with a password only", "password")
    out = io.BytesIO()
    protected.OOXMLFile(io.BytesIO(_workbook(case))).encrypt("123456", out)
    _kept(case, out.getvalue())


def _cut() -> None:
    case = _case("cut-off.xlsx", "Excel", "A workbook of which half arrived", ".xlsx")
    whole = _workbook(case)
    _kept(case, whole[: len(whole) // 2])
    case = _case(
        "sheet-cut-off.xlsx", "Excel", "A workbook whose sheet ends in the middle of a cell", ".xlsx"
    )
    out, read = io.BytesIO(), zipfile.ZipFile(io.BytesIO(whole))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in read.infolist():
            content = read.read(info)
            archive.writestr(info, content[: len(content) // 2] if "sheet1.xml" in info.filename else content)
    _kept(case, out.getvalue())


def _bytes() -> None:
    _kept(Case("empty.xlsx", "Excel", "Nothing at all", refused="columns"), b"")
    _kept(Case("empty.csv", "WPS", "A text of blank lines", refused="columns"), b"\xef\xbb\xbf\r\n\r\n")
    picture = io.BytesIO()
    Image.new("RGB", (64, 64), "white").save(picture, "JPEG")
    _kept(
        Case("picture-named.xlsx", "WPS", "A photograph of the list", refused="workbook"), picture.getvalue()
    )
    letter = io.BytesIO()
    with zipfile.ZipFile(letter, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    _kept(Case("letter-named.xlsx", "WPS", "A document of Word", refused=".xlsx"), letter.getvalue())
    _kept(
        Case("print-named.xlsx", "WPS", "A PDF of the list", refused=".xlsx"),
        b"%PDF-1.5\n%\xb5\xb5\xb5\xb5\n1 0 obj\n<<>>\nendobj\n%%EOF\n",
    )


def _no_heads() -> None:
    line = Pupils(file := "no-heads.xlsx").registered()
    assert isinstance(line.cells, dict)
    row = title(*(line.cells[name] for name in HEADS))
    excel.excel(
        Case(file, "Excel", "Pupils and no heads above them", [Sheet("Sheet1", [row])], refused="columns")
    )
    heads = Head(["甲", "乙", "丙"], ["a", "b", "c"])
    excel.excel(
        Case(
            "other-heads.xlsx",
            "Excel",
            "A sheet of something else",
            [Sheet("Sheet1", [heads, title("1", "2", "3")])],
            refused="columns",
        )
    )
    hidden = Sheet("学生", [head(), Pupils(f := "only-a-hidden-sheet.xlsx").registered()], "hidden")
    shown = Sheet("说明", [title("请填写")])
    excel.excel(Case(f, "Excel", "The only pupils are on a hidden sheet", [shown, hidden], refused="hidden"))
