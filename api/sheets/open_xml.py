"""The parts of an Office Open XML file, transitional or strict: names of elements count without their namespaces."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl.xml.functions import iterparse

from api.sheets.sheet import wrong

LARGEST = 100 * 2**20  # bytes of a part: ten times what 6,000 rows of the national sheet need
NO_WORKBOOK = (
    "This is no .xlsx workbook, whatever its name says; open it in Excel or WPS and save it as .xlsx."
)


class Package:
    """A zip archive whose parts name each other."""

    def __init__(self, path: Path) -> None:
        self._zip = ZipFile(path)
        self._infos = {_key(info.filename): info for info in self._zip.infolist()}

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def workbook(self) -> str:
        """The name of the part that lists the sheets. Refuses a document of another kind."""
        for kind, target in self.targets("").values():
            if kind == "officeDocument" and target.endswith(".xml") and not target.startswith("word/"):
                return target
        raise wrong(NO_WORKBOOK)

    def targets(self, part: str) -> Mapping[str, tuple[str, str]]:
        """The kind and the name of the parts that a part names, by its word for them."""
        folder, name = posixpath.split(part)
        listing = posixpath.join(folder, "_rels", f"{name}.rels")
        if _key(listing) not in self._infos:
            return {}
        return {
            str(found.get("Id")): (
                str(found.get("Type")).rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, str(found.get("Target"))))[1:],
            )
            for found in self.elements(listing, "Relationship")
        }

    def elements(self, part: str, *names: str) -> Iterator[Any]:
        """Every element with one of the names, in the order of their ends; its content is gone after that.

        Refuses a part that is larger than any sheet of people.
        """
        info = self._infos[_key(part)]
        if info.file_size > LARGEST:
            raise wrong("The workbook is too large to be read; put fewer rows into a file.")
        with self._zip.open(info) as stream:
            for _, element in iterparse(stream):
                if local(element) in names:
                    yield element
                    element.clear()


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def child(element: Any, name: str) -> Any | None:
    return next((inner for inner in element if local(inner) == name), None)


def flag(element: Any, name: str) -> bool:
    return element.get(name) in ("1", "true", "on")


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
