"""Reading a file, whatever its name says it is."""

from pathlib import Path

from api.importing.read_csv import read_csv
from api.importing.read_workbook import read_workbook
from api.importing.sheet import SheetFile, unreadable

ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read_file(path: Path) -> SheetFile:
    """CSV or XLSX, told apart by what is in it. Refuses anything else."""
    with path.open("rb") as file:
        beginning = file.read(4)
    if beginning == OLD_OFFICE:
        raise unreadable("This is an old or a protected workbook; save it as .xlsx without a password.")
    return read_workbook(path) if beginning == ZIP else read_csv(path.read_bytes())
