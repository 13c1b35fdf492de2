"""A file of sheets, read from a path and written to one."""

from pathlib import Path

from api.sheets.csv_file import read_csv, write_csv
from api.sheets.form import Form
from api.sheets.sheet import SheetFile, wrong
from api.sheets.workbook import read_workbook, write_workbook

ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read_file(path: Path, form: Form) -> SheetFile:
    """CSV or XLSX, told apart by what is in it, whatever its name says. Refuses anything else.

    form: whose heads tell the delimiter of CSV.
    """
    with path.open("rb") as file:
        beginning = file.read(4)
    if beginning == OLD_OFFICE:
        raise wrong("This is an old or a protected workbook; save it as .xlsx without a password.")
    return read_workbook(path) if beginning == ZIP else read_csv(path.read_bytes(), form)


def write_file(path: Path, file: SheetFile) -> None:
    """As the kind of file that it says it is, over what was there."""
    if file.kind == "xlsx":
        write_workbook(path, file)
    else:
        write_csv(path, file)
