"""A file of sheets, read from a path."""

from pathlib import Path

from api.sheets.csv_file import read_csv
from api.sheets.form import Form
from api.sheets.open_xml import NO_WORKBOOK
from api.sheets.sheet import SheetFile, wrong
from api.sheets.workbook import read_workbook

ZIP, OLD_OFFICE = b"PK", b"\xd0\xcf\x11\xe0"
MARKUP = (b"<", b"%PDF", b"MIME-Version:")  # web pages and the like under the name of a workbook


def read_file(path: Path, form: Form) -> SheetFile:
    """CSV or XLSX, told apart by what is in it, whatever its name says. Refuses anything else.

    form: whose heads tell the delimiter of CSV.
    """
    with path.open("rb") as file:
        beginning = file.read(64)
    if beginning.startswith(OLD_OFFICE):
        raise wrong("This is an old or a protected workbook; save it as .xlsx without a password.")
    if beginning.startswith(ZIP):
        return read_workbook(path)
    if beginning.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(MARKUP):
        raise wrong(NO_WORKBOOK)
    return read_csv(path.read_bytes(), form)
