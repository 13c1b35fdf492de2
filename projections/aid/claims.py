"""What everybody on an approved roster can claim, month by month, on what is known now."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import asyncpg

from domain.policy.policy import Policy
from projections.aid.judgement import claims_of, names_of
from projections.aid.people import People, Person

COLUMNS = ("student", "enrolment", "school", "scheme", "term", "months", "amounts")

YIELD_EVERY = 100  # persons judged before other work gets its turn

Part = tuple[str, str]  # scheme, term


class Claims:
    """Collects whose claims a page can change; ``flush`` draws them up anew, once."""

    def __init__(self, people: People, policy: Policy) -> None:
        self.people = people
        self.policy = policy
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
        rows: list[tuple[Any, ...]] = []
        for count, (id, parts) in enumerate(self.touched.items()):
            rows.extend(self._rows(self.people[id], parts))
            if count % YIELD_EVERY == 0:
                await asyncio.sleep(0)
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
        amounts = claims_of(person, number, scheme, term, self.policy)
        due = [(month, amount) for month, amount in zip(names_of(term), amounts, strict=True) if amount]
        student = person.student
        return (
            student.id,
            f"{student.id}.{number}",
            student.enrolments[number].school,
            scheme,
            term,
            [month for month, _ in due],
            [amount for _, amount in due],
        )
