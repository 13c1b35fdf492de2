"""Workbooks put together from their parts, for what no library writes: dialects, cell types, phonetic runs."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tests.api.importing.corpus.making.cells import Formula, Sheet, Shown, Xml
from tests.api.importing.corpus.making.expectation import Case

DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OPEN, PURL = "http://schemas.openxmlformats.org", "http://purl.oclc.org/ooxml"
TRANSITIONAL = (f"{OPEN}/spreadsheetml/2006/main", f"{OPEN}/officeDocument/2006/relationships")
STRICT = (f"{PURL}/spreadsheetml/main", f"{PURL}/officeDocument/relationships")
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"
MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
MOMENT = (2015, 9, 1, 8, 0, 0)
OWN = 176  # the id of the first number format that is not built in
FONT = '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
FILLS = (
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
)
BORDER = '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
PLAIN = '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'


class Book:
    """The parts of a workbook in the making. strings: XML of shared texts, which cells name by their number."""

    def __init__(self, strict: bool, strings: Sequence[str]) -> None:
        self.main, self.relations = STRICT if strict else TRANSITIONAL
        self.strings = strings
        self.forms: list[int | str] = [0]
        self.strict = strict

    def style(self, form: int | str) -> int:
        if form not in self.forms:
            self.forms.append(form)
        return self.forms.index(form)

    def cell(self, place: str, value: Any) -> str:
        if isinstance(value, Xml):
            return value.xml.format(place=place, style=self.style(value.form))
        if isinstance(value, Shown):
            return f'<c r="{place}" s="{self.style(value.form)}"><v>{value.value!r}</v></c>'
        if isinstance(value, Formula):
            return f'<c r="{place}" t="str"><f>{escape(value.text[1:])}</f><v>{escape(value.result)}</v></c>'
        if isinstance(value, bool):
            return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
        if isinstance(value, int | float):
            return f'<c r="{place}"><v>{value!r}</v></c>'
        text = f'<is><t xml:space="preserve">{escape(value)}</t></is>'
        return f'<c r="{place}" s="{self.style(49)}" t="inlineStr">{text}</c>'

    def sheet(self, sheet: Sheet) -> str:
        rows = (
            f'<row r="{number}">{"".join(self._cells(number, row))}</row>'
            for number, row in enumerate(sheet.rows(), 1)
        )
        merged = "".join(f'<mergeCell ref="{area}"/>' for area in sheet.merged)
        merges = f'<mergeCells count="{len(sheet.merged)}">{merged}</mergeCells>' if merged else ""
        data = f"<sheetData>{''.join(rows)}</sheetData>{merges}"
        return f'{DECLARED}<worksheet xmlns="{self.main}">{data}</worksheet>'

    def _cells(self, number: int, row: Sequence[Any]) -> list[str]:
        return [
            self.cell(f"{chr(65 + n)}{number}", value) for n, value in enumerate(row) if value is not None
        ]

    def styles(self) -> str:
        own = {form: OWN + n for n, form in enumerate(f for f in self.forms if isinstance(f, str))}
        codes = "".join(f'<numFmt numFmtId="{id}" formatCode={quoteattr(str(c))}/>' for c, id in own.items())
        given = f'<numFmts count="{len(own)}">{codes}</numFmts>' if own else ""
        ids = [own[form] if isinstance(form, str) else form for form in self.forms]
        cells = "".join(f'<xf numFmtId="{id}" fontId="0" fillId="0" borderId="0" xfId="0"/>' for id in ids)
        formats = f'<cellXfs count="{len(ids)}">{cells}</cellXfs>'
        return f'{DECLARED}<styleSheet xmlns="{self.main}">{given}{FONT}{FILLS}{BORDER}{PLAIN}{formats}</styleSheet>'

    def shared(self) -> str:
        return (
            f'{DECLARED}<sst xmlns="{self.main}">{"".join(f"<si>{one}</si>" for one in self.strings)}</sst>'
        )


def open_xml(
    case: Case,
    strict: bool = False,
    strings: Sequence[str] = (),
    settings: str = "",
    macros: bool = False,
    more: Mapping[str, str | bytes] | None = None,
) -> None:
    """Writes the case's file and its expectation. settings: what stands before the sheets in the workbook's part."""
    book = Book(strict, strings)
    sheets = {f"xl/worksheets/sheet{n}.xml": book.sheet(one) for n, one in enumerate(case.sheets, 1)}
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _types(sheets, macros, list(more or {})),
        "_rels/.rels": _relations([(f"{book.relations}/officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(book, case.sheets, settings),
        "xl/_rels/workbook.xml.rels": _relations(
            [
                *((f"{book.relations}/worksheet", name.removeprefix("xl/")) for name in sheets),
                (f"{book.relations}/styles", "styles.xml"),
                (f"{book.relations}/sharedStrings", "sharedStrings.xml"),
            ]
        ),
        "xl/styles.xml": book.styles(),
        "xl/sharedStrings.xml": book.shared(),
        **sheets,
        **(more or {}),
    }
    with zipfile.ZipFile(case.path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(zipfile.ZipInfo(name, MOMENT), content, zipfile.ZIP_DEFLATED)
    case.expect()


def _types(sheets: Mapping[str, str], macros: bool, more: Sequence[str]) -> str:
    over = {
        "/xl/workbook.xml": MACROS if macros else SHEET.format("sheet.main"),
        "/xl/styles.xml": SHEET.format("styles"),
        "/xl/sharedStrings.xml": SHEET.format("sharedStrings"),
        **{f"/{name}": SHEET.format("worksheet") for name in sheets},
    }
    package = "application/vnd.openxmlformats-package.relationships+xml"
    named = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in over.items())
    return (
        f'{DECLARED}<Types xmlns="{OPEN}/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{package}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>{named}</Types>'
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    made = "".join(
        f'<Relationship Id="rId{place}" Type="{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(targets, 1)
    )
    return f'{DECLARED}<Relationships xmlns="{OPEN}/package/2006/relationships">{made}</Relationships>'


def _workbook(book: Book, sheets: Sequence[Sheet], settings: str) -> str:
    conformance = ' conformance="strict"' if book.strict else ""
    named = "".join(
        f'<sheet name="{sheet.title}" sheetId="{n}"'
        + (f' state="{sheet.state}"' if sheet.state != "visible" else "")
        + f' r:id="rId{n}"/>'
        for n, sheet in enumerate(sheets, 1)
    )
    start = f'<workbook xmlns="{book.main}" xmlns:r="{book.relations}"{conformance}>'
    return f"{DECLARED}{start}{settings}<sheets>{named}</sheets></workbook>"
