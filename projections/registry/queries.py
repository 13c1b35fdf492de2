"""Reading persons, enrolments, statuses and changes as known at a position."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.ledger.postgres.connections import Connections
from domain.vocabulary import ChangeState
from projections.engine.by_school import BySchool
from projections.engine.conditions import Conditions, Key, Visible
from projections.engine.spans import STILL, forks, replaced


class StudentRow(NamedTuple):
    """One person. name, id_number and the numbers of ``temporary`` are sealed.

    schools: where the person is or was enrolled, or waits or is held. approved_at: where the enrolment was approved.
    temporary: (school, the number that it gave), the first first. wrapped: the person's key as the ledger keeps it,
    None of who was erased.
    """

    id: UUID
    name: str
    id_number: str
    schools: Sequence[str]
    approved_at: Sequence[str]
    temporary: Sequence[tuple[str, str]]
    wrapped: bytes | None


class EnrolmentRow(NamedTuple):
    """One enrolment. repeats: the days on which repeated grades took effect; repeated: those before it began."""

    id: str
    student: UUID
    school: str
    major_code: str
    major_name: str
    class_name: str | None
    entry_date: date
    since: date
    repeated: int
    repeats: Sequence[date]


class PeriodRow(NamedTuple):
    """One span of one status. event: the position of the event that began it."""

    enrolment: str
    status: str
    since: date
    until: date | None
    event: int


class ChangeRow(NamedTuple):
    """One request for a status change. reason, steps: JSON; position: of the request."""

    id: str
    enrolment: str
    school: str
    to_school: str | None
    kind: str
    state: str
    effective_on: date
    reason: str
    steps: str
    position: int


ENROLMENT, PERIOD, CHANGE = (", ".join(row._fields) for row in (EnrolmentRow, PeriodRow, ChangeRow))
UNDECIDED = f"state = '{ChangeState.REQUESTED}'"
LATE = 30  # days between the day on which a change takes effect and that on which it is filed
MAJOR_ON = (
    "(SELECT code FROM enrolment, unnest(majors, majors_since) WITH ORDINALITY AS major (code, began, place)"
    " WHERE id = status_period.enrolment AND {known} AND began <= {day} ORDER BY place DESC LIMIT 1)"
)
ENROLMENT_OF_PERIOD = ", ".join(f"enrolment.{name}" for name in EnrolmentRow._fields)


async def students(pool: Connections, ids: Iterable[UUID], at: int) -> list[StudentRow]:
    """The persons with these ids."""
    rows = await pool.fetch(
        "SELECT student.id, name, id_number,"
        " array_agg(DISTINCT enrolment.school),"
        " coalesce(array_agg(DISTINCT enrolment.school) FILTER (WHERE enrolment.approved), '{}'),"
        " array_agg((enrolment.school, given.sealed) ORDER BY number) FILTER (WHERE given.sealed IS NOT NULL),"
        " wrapped"
        " FROM student JOIN enrolment ON enrolment.student = student.id"
        " LEFT JOIN temporary_number AS given ON given.enrolment = enrolment.id"
        " LEFT JOIN person_key ON person = student.id"
        " WHERE student.id = ANY($1) AND enrolment.known_from <= $2 AND enrolment.known_to > $2"
        " GROUP BY student.id, person",
        list(ids),
        at,
    )
    return [StudentRow(*row) for row in rows]


async def enrolments(pool: Connections, ids: Iterable[str], at: int) -> list[EnrolmentRow]:
    """The enrolments with these ids."""
    where = Conditions()
    where.among("id", ids)
    where.known(at)
    sql = f"SELECT {ENROLMENT} FROM enrolment {where}"
    return [EnrolmentRow(*row) for row in await pool.fetch(sql, *where.values)]


async def enrolments_of(
    pool: Connections, persons: Iterable[UUID], visible: Visible, at: int
) -> list[EnrolmentRow]:
    """The enrolments of persons at visible schools, the earliest first."""
    where = Conditions()
    where.among("student", persons)
    where.known(at)
    where.among("school", visible)
    sql = f"SELECT {ENROLMENT} FROM enrolment {where} ORDER BY student, number"
    return [EnrolmentRow(*row) for row in await pool.fetch(sql, *where.values)]


async def periods(pool: Connections, enrolments: Iterable[str], at: int) -> list[PeriodRow]:
    """The timelines of enrolments, each in order."""
    where = Conditions()
    where.among("enrolment", enrolments)
    where.known(at)
    sql = f"SELECT {PERIOD} FROM status_period {where} ORDER BY enrolment, ordinal"
    return [PeriodRow(*row) for row in await pool.fetch(sql, *where.values)]


async def roster(
    pool: Connections,
    school: str,
    at: int,
    on: date,
    statuses: Sequence[str],
    major: str | None,
    after: Key | None,
    limit: int,
) -> list[EnrolmentRow]:
    """A school's enrolments that were in one of the statuses on a day, by id. major: as studied on that day."""
    following = None if after is None else (school, *after)
    listed = BySchool("status_period", ["enrolment"], {school}, at, school, following, limit)
    where, known = listed.where, f"known_from <= {listed.at} AND known_to > {listed.at}"
    # Asked first, for whoever came after the position would be gone through one by one.
    first = f"SELECT min(known_from) FROM status_period WHERE school = {where.value(school)} AND ordinal = 0"
    where.add(f"({first}) <= {listed.at}")
    where.among("status", statuses)
    day = where.value(on)
    where.add(f"since <= {day} AND (until IS NULL OR until > {day})")
    where.equal(MAJOR_ON.format(day=day, known=known), major)
    listed.known_still()
    listed.replaced_since()
    sql = (
        f"SELECT {ENROLMENT_OF_PERIOD} FROM ({listed.statement('enrolment')}) AS period"
        f" CROSS JOIN LATERAL (SELECT * FROM enrolment WHERE id = period.enrolment AND {known} LIMIT 1) AS enrolment"
        " ORDER BY period.enrolment"
    )
    return [EnrolmentRow(*row) for row in await pool.fetch(sql, *where.values)]


async def changes(pool: Connections, ids: Iterable[str], at: int) -> list[ChangeRow]:
    """The requests with these ids."""
    where = Conditions()
    where.among("id", ids)
    where.known(at)
    sql = f"SELECT {CHANGE} FROM status_change {where}"
    return [ChangeRow(*row) for row in await pool.fetch(sql, *where.values)]


async def list_changes(
    pool: Connections,
    visible: Visible,
    at: int,
    school: str | None,
    states: Sequence[str] | None,
    kinds: Sequence[str] | None,
    late: bool | None,
    after: Key | None,
    limit: int,
) -> list[ChangeRow]:
    """Requests of the schools left and entered, by the school left and the position of the request.

    late: filed more than LATE days after the day on which it takes effect. A school that would have been entered
    does not see what was refused.
    """
    where = Conditions()
    here = where.value(at)
    where.add(f"known_from <= {here}")
    known = [f"known_to > {here}"]
    if states is not None and set(states) == {ChangeState.REQUESTED}:  # few, with indexes of their own
        known = [f"{STILL} AND {UNDECIDED}", f"{replaced(where, here, forks(at))} AND {UNDECIDED}"]
    where.among("state", states)
    where.among("kind", kinds)
    if late is not None:
        where.add(f"filed_on {'>' if late else '<='} effective_on + {LATE}")
    where.after(["school", "position"], after)
    ordered = f"ORDER BY school, position LIMIT {limit}"
    parts = " UNION ALL ".join(
        f"(SELECT {CHANGE} FROM status_change {where} AND {place} AND {each} {ordered})"
        for place in _left_or_entered(where, visible, school)
        for each in known
    )
    return [
        ChangeRow(*row)
        for row in await pool.fetch(f"SELECT * FROM ({parts}) AS change {ordered}", *where.values)
    ]


def _left_or_entered(where: Conditions, visible: Visible, school: str | None) -> Sequence[str]:
    """Each half finds its index; together they would find none."""
    if school is None and visible is None:
        return ["true"]
    if school is not None and visible is not None:
        scope = where.value(list(visible))
        where.add(
            f"(school = ANY({scope}) OR (to_school = ANY({scope}) AND state <> '{ChangeState.REJECTED}'))"
        )
    of = where.value(list(visible or ()) if school is None else [school])
    entered = f"to_school = ANY({of}) AND school <> ALL({of}) AND state <> '{ChangeState.REJECTED}'"
    return [f"school = ANY({of})", entered]
