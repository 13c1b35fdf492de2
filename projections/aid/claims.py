"""What everybody on an approved roster can claim, month by month, on what is known now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import asyncpg

from projections.aid.judgement import due_of, months_of
from projections.aid.people import People, Person

COLUMNS = ("student", "enrolment", "school", "scheme", "term", "months", "amounts")

Part = tuple[str, str]  # scheme, term


class Claims:
    """Collects whose claims a page can change; ``flush`` draws them up anew, once."""

    def __init__(self, people: People, province: str) -> None:
        self.people = people
        self.province = province
        self.touched: dict[UUID, set[Part]] = {}

    def covered(self, person: UUID, scheme: str, term: str) -> None:
        """A roster covers the person from now on."""
        self.touched.setdefault(person, set()).add((scheme, term))

    def moved(self, person: UUID) -> None:
        """Any claim of the person may be another now."""
        coverage = self.people[person].coverage
        if coverage:
            parts = {(scheme, term) for scheme, terms in coverage.items() for term in terms}
            self.touched.setdefault(person, set()).update(parts)

    async def flush(self, connection: asyncpg.Connection) -> None:
        rows = [row for id, parts in self.touched.items() for row in self._rows(self.people[id], parts)]
        if rows:
            await self._forget(connection, rows)
            claimed = [row for row in rows if row[-1]]
            await connection.copy_records_to_table("coverage", records=claimed, columns=COLUMNS)

    async def _forget(self, connection: asyncpg.Connection, rows: list[tuple[Any, ...]]) -> None:
        await connection.execute(
            "DELETE FROM coverage USING unnest($1::text[], $2::text[], $3::text[]) AS gone (enrolment, scheme, term)"
            " WHERE coverage.enrolment = gone.enrolment AND coverage.scheme = gone.scheme"
            " AND coverage.term = gone.term",
            [row[1] for row in rows],
            [row[3] for row in rows],
            [row[4] for row in rows],
        )

    def _rows(self, person: Person, parts: set[Part]) -> Iterator[tuple[Any, ...]]:
        for scheme, term in parts:
            for number in person.coverage[scheme][term]:
                yield self._row(person, number, scheme, term)

    def _row(self, person: Person, number: int, scheme: str, term: str) -> tuple[Any, ...]:
        claims = [
            (str(month), due)
            for month in months_of(term)
            if (due := due_of(person, number, scheme, term, month, self.province))
        ]
        student = person.student
        return (
            student.id,
            f"{student.id}.{number}",
            student.enrolments[number].school,
            scheme,
            term,
            [month for month, _ in claims],
            [due for _, due in claims],
        )
