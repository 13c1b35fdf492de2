"""The schools of a province, kept in memory: asked with every request, changed a few times a year."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Sequence, Set
from operator import itemgetter
from typing import Any, ClassVar

from domain.mandate import Mandate
from projections.engine.conditions import Visible
from projections.engine.kept import Kept
from projections.registry.schools import SchoolRow

REMEMBERED = 500  # answers to which schools somebody sees


class KnownSchools(Kept):
    """Which schools there are as known at any position up to that of the last look, and who sees them."""

    table: ClassVar[str] = "school"
    columns: ClassVar[tuple[str, ...]] = SchoolRow._fields

    def __init__(self) -> None:
        super().__init__()
        self.clear()

    def clear(self) -> None:
        self._versions: defaultdict[str, list[tuple[int, SchoolRow]]] = defaultdict(list)
        self._opened: list[tuple[int, SchoolRow]] = []
        self._visible: OrderedDict[tuple[tuple[str, ...], int], Set[str]] = OrderedDict()

    def add(self, known_from: int, row: Sequence[Any]) -> None:
        school = SchoolRow(*row)
        if school.code not in self._versions:
            self._opened.append((known_from, school))
        self._versions[school.code].append((known_from, school))

    def rows(self, codes: Iterable[str], at: int) -> list[SchoolRow]:
        """The schools with these codes, as known at a position."""
        found = (self._known(code, at) for code in codes)
        return [school for school in found if school is not None]

    def visible(self, province: str, by: Mandate, at: int) -> Visible:
        """Codes of the schools in somebody's scope, as known at a position; None for all of the province.

        A school keeps its division: what is visible changes only when one is opened.
        """
        if province in by.scopes:
            return None
        opened = bisect_right(self._opened, at, key=itemgetter(0))
        asked = by.scopes, opened
        if (codes := self._visible.get(asked)) is None:
            those = (school for _, school in self._opened[:opened])
            codes = frozenset(
                school.code for school in those if by.covers_school(school.code, school.division)
            )
            self._visible[asked] = codes
            if len(self._visible) > REMEMBERED:
                self._visible.popitem(last=False)
        return codes

    def _known(self, code: str, at: int) -> SchoolRow | None:
        versions = self._versions.get(code, ())
        place = bisect_right(versions, at, key=itemgetter(0))
        return versions[place - 1][1] if place else None
