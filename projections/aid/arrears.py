"""The rows of what is still owed of each month, to the enrolment whose school has to pay it."""

from __future__ import annotations

from collections.abc import Mapping

import asyncpg

from domain.aid.due import still_owed
from domain.aid.payment import Payment
from projections.aid.students import AidStudent, Covering
from projections.engine.projection import KNOWN_STILL
from projections.engine.versions import Versions

Owed = tuple[int, int]  # the number of an enrolment, fen

OWE_WHOLE = (
    "INSERT INTO arrear (enrolment, scheme, month, school, amount, known_from, known_to)"
    f" SELECT enrolment, scheme, part.month, school, part.amount, known_from, {KNOWN_STILL} FROM entitlement"
    " JOIN unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) AS first (enrolment, scheme, term, known_from)"
    " USING (enrolment, scheme, term, known_from)"
    " CROSS JOIN LATERAL unnest(months, amounts) AS part (month, amount) WHERE enrolment = ANY($1)"
)


class Arrears:
    """The changes of one page."""

    def __init__(self) -> None:
        self._rows = Versions("arrear", ["enrolment", "scheme", "month"], ["text"] * 3, ("school", "amount"))
        self._whole: list[tuple[str, str, str, int]] = []

    def owe_whole(self, enrolment: str, scheme: str, term: str, position: int) -> None:
        """Every month of an entitlement that begins at this position: nothing was paid of it."""
        self._whole.append((enrolment, scheme, term, position))

    def change(
        self,
        student: AidStudent,
        scheme: str,
        month: str,
        before: Owed | None,
        now: Owed | None,
        position: int,
    ) -> None:
        """A month of which another sum is owed now, or to another enrolment, than before."""
        if before and (now is None or now[0] != before[0]):
            self._rows.put((student.enrolment(before[0]), scheme, month), position)
        if now:
            number, amount = now
            change = self._rows.put if before and before[0] == number else self._rows.begin
            change((student.enrolment(number), scheme, month), position, (student.school(number), amount))

    async def flush(self, connection: asyncpg.Connection) -> None:
        """After the entitlements, from which the months of those that begin are taken."""
        if self._whole:
            await connection.execute(OWE_WHOLE, *map(list, zip(*self._whole, strict=True)))
        await self._rows.flush(connection)


def owed(covered: Mapping[int, Covering], place: int, paid: Payment | None) -> Owed | None:
    """To which enrolment how much of a month is still to be paid: one school has to pay it, or none.

    covered: what covers a person's enrolments in the month's term. place: the month's among the payable ones.
    """
    for number, covering in covered.items():
        due = covering.due[place]
        if due and (amount := still_owed(due, number, paid)):
            return number, amount
    return None
