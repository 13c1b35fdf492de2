"""Who is on an approved roster of a school, scheme and term."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from domain.aid.entitlement import Covered
from domain.aid.roster import Roster, rosters_of
from domain.ledger.session import Session

Coverage = Mapping[UUID, Mapping[int, Covered]]


async def approved_rosters(session: Session, school: str, scheme: str, term: str) -> list[Roster]:
    """Every approved roster, main and supplementary."""
    ids = await session.tagged(rosters_of(school, scheme, term))
    rosters = await session.load_all(Roster, ids)
    return [roster for roster in rosters.values() if roster.approved]


def coverage(rosters: Iterable[Roster]) -> Coverage:
    """By person and enrolment number, the roster that covers it."""
    found: dict[UUID, dict[int, Covered]] = {}
    for roster in rosters:
        covered = Covered(roster.published, roster.approved)
        for person, number in roster.entries:
            found.setdefault(UUID(person), {})[number] = covered
    return found
