"""Workbooks part by part, as programs write them that a library would not imitate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

TRANSITIONAL = "http://schemas.openxmlformats.org/{}/2006/{}"
STRICT = "http://purl.oclc.org/ooxml/{}/{}"


def raw_workbook(
    path: Path,
    *rows: str,
    behind: str = "",
    formats: Mapping[int, str] | None = None,
    strings: Sequence[str] = (),
    properties: str = "",
    strict: bool = False,
) -> Path:
    """rows: what stands in each ``row`` from 1. behind: what follows the rows. formats: number formats, by id; the
    style n of a cell is the n-th of them and style 0 none. strings: the shared ones, as XML.
    """
    name = STRICT if strict else TRANSITIONAL
    main, relations = name.format("spreadsheetml", "main"), name.format("officeDocument", "relationships")
    listing = "http://schemas.openxmlformats.org/package/2006/relationships"

    def related(**targets: str) -> str:
        words = (
            f'<Relationship Id="{kind}" Type="{relations}/{kind}" Target="{target}"/>'
            for kind, target in targets.items()
        )
        return f'<Relationships xmlns="{listing}">{"".join(words)}</Relationships>'

    given = formats or {}
    own = "".join(f"<numFmt numFmtId='{n}' formatCode='{code}'/>" for n, code in given.items() if code)
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in (0, *given))
    lines = "".join(f'<row r="{n}">{row}</row>' for n, row in enumerate(rows, 1))
    parts = {
        "_rels/.rels": related(officeDocument="xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": related(
            worksheet="/xl/worksheets/s.xml", styles="styles.xml", sharedStrings="sharedStrings.xml"
        ),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}">{properties}<sheets>'
        '<sheet name="表1" sheetId="1" r:id="worksheet"/></sheets></workbook>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><numFmts>{own}</numFmts><cellStyleXfs><xf numFmtId="9"/>'
        f"</cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{"".join(f"<si>{one}</si>" for one in strings)}</sst>',
        "xl/worksheets/s.xml": f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData>{behind}</worksheet>',
    }
    with ZipFile(path, "w", ZIP_DEFLATED) as book:
        for part, text in parts.items():
            book.writestr(part, text)
    return path


def number(value: object, style: int = 0) -> str:
    return f'<c s="{style}"><v>{value}</v></c>'


def text(written: str) -> str:
    return f'<c t="inlineStr"><is><t>{written}</t></is></c>'
