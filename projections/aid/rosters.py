"""The rows of rosters, after each step of theirs; and whom an approved roster covers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from domain.aid.events import (
    RosterDrafted,
    RosterPublished,
    RosterRedrafted,
    RosterReviewed,
    RosterSubmitted,
)
from domain.aid.roster import Roster
from domain.event import Event
from domain.vocabulary import Decision, RosterState
from projections.aid.events_by_type import EventsByType
from projections.engine.projection import KNOWN_STILL
from projections.engine.versions import Versions

EVENTS = frozenset({RosterDrafted, RosterRedrafted, RosterPublished, RosterSubmitted, RosterReviewed})
VALUES = ("school", "scheme", "term", "supplementary", "state", "published_on", "steps")


class Rosters:
    """Collects the changes of one page; ``flush`` writes them."""

    def __init__(self) -> None:
        self.rows = Versions("roster", ["id"], ["uuid"], VALUES)
        self.entries = Versions("roster_entry", ["roster"], ["uuid"], ("ordinal", "enrolment", "grounds"))
        self.exclusions = Versions("roster_exclusion", ["roster"], ["uuid"], ("ordinal", "enrolment", "code"))
        self.known: dict[UUID, Roster] = {}
        self.steps: dict[UUID, list[dict[str, Any]]] = {}

    async def load(self, connection: asyncpg.Connection, page: EventsByType) -> None:
        if ids := page.streams(EVENTS):
            await self._load_rows(connection, ids)
            await self._load_entries(connection, _approved(page))

    async def _load_rows(self, connection: asyncpg.Connection, ids: Iterable[UUID]) -> None:
        rows = await connection.fetch(
            "SELECT *, (SELECT max(known_from) FROM roster AS shown"
            f" WHERE shown.id = roster.id AND state = '{RosterState.PUBLISHED}') AS published"
            f" FROM roster WHERE id = ANY($1::uuid[]) AND known_to = {KNOWN_STILL}",
            list(ids),
        )
        for row in rows:
            self.known[row["id"]] = _roster(row)
            self.steps[row["id"]] = msgspec.json.decode(row["steps"])

    async def _load_entries(self, connection: asyncpg.Connection, ids: Iterable[UUID]) -> None:
        rows = await connection.fetch(
            "SELECT roster, enrolment FROM roster_entry"
            f" WHERE roster = ANY($1::uuid[]) AND known_to = {KNOWN_STILL} ORDER BY roster, ordinal",
            list(ids),
        )
        for row in rows:
            person, _, number = row["enrolment"].rpartition(".")
            self.known[row["roster"]].entries[person, int(number)] = []

    def covered_by(self, page: EventsByType) -> dict[tuple[str, str], set[str]]:
        """Everybody on the rosters that are approved in the page, which is loaded and not applied yet: their ids
        by scheme and term.
        """
        parts = {id: (roster.scheme, roster.term) for id, roster in self.known.items()}
        parts |= {event.originator_id: (event.scheme, event.term) for event in page.of([RosterDrafted])}
        approved = _approved(page)
        found: dict[tuple[str, str], set[str]] = {parts[id]: set() for id in approved}
        for id in approved & self.known.keys():
            found[parts[id]].update(person for person, _ in self.known[id].entries)
        for draft in page.of((RosterDrafted, RosterRedrafted)):
            if draft.originator_id in approved:
                found[parts[draft.originator_id]].update(entry[0] for entry in draft.entries)
        return found

    def apply(self, event: Event, at: datetime) -> Roster:
        """The roster as the event leaves it."""
        id = event.originator_id
        if isinstance(event, RosterDrafted):
            self.known[id] = _new_roster(id, event.school, event.scheme, event.term, event.supplementary)
            self.steps[id] = []
        roster = self.known[id]
        event.apply(roster)
        self.steps[id].append(_step(roster, event, at))
        self.rows.put((id,), event.position, _values(roster, self.steps[id]))
        if isinstance(event, RosterDrafted | RosterRedrafted):
            self._put_list(event)
        return roster

    def _put_list(self, event: RosterDrafted | RosterRedrafted) -> None:
        entries = ((n, f"{person}.{number}", why) for n, (person, number, why) in enumerate(event.entries))
        self.entries.put((event.originator_id,), event.position, *entries)
        excluded = (
            (n, f"{person}.{number}", code) for n, (person, number, code) in enumerate(event.excluded)
        )
        self.exclusions.put((event.originator_id,), event.position, *excluded)

    async def flush(self, connection: asyncpg.Connection) -> None:
        for rows in (self.rows, self.entries, self.exclusions):
            await rows.flush(connection)


def approves(event: Event) -> bool:
    return type(event) is RosterReviewed and event.decision == Decision.APPROVE


def _approved(page: EventsByType) -> set[UUID]:
    return {event.originator_id for event in page.of([RosterReviewed]) if approves(event)}


def _new_roster(id: UUID, school: str, scheme: str, term: str, supplementary: bool) -> Roster:
    """As far as rows keep it."""
    return Roster.restore(
        id,
        school=school,
        scheme=scheme,
        term=term,
        supplementary=supplementary,
        state=RosterState.DRAFT,
        published_on="",
        published=0,
        approved=0,
        makers=set(),
        checkers=set(),
        entries={},
    )


def _roster(row: Any) -> Roster:
    roster = _new_roster(row["id"], row["school"], row["scheme"], row["term"], row["supplementary"])
    roster.state = row["state"]
    roster.published_on = row["published_on"].isoformat() if row["published_on"] else ""
    roster.published = row["published"] or 0
    return roster


def _values(roster: Roster, steps: list[dict[str, Any]]) -> tuple[Any, ...]:
    shown = roster.published_on if roster.state != RosterState.DRAFT else ""
    return (
        roster.school,
        roster.scheme,
        roster.term,
        roster.supplementary,
        str(roster.state),
        date.fromisoformat(shown) if shown else None,
        msgspec.json.encode(steps).decode(),
    )


def _step(roster: Roster, event: Event, at: datetime) -> dict[str, Any]:
    role, scope, decision, comment = "AID_OFFICER", roster.school, None, None
    if isinstance(event, RosterSubmitted):
        role, decision = "PRINCIPAL", str(Decision.APPROVE)
    if isinstance(event, RosterReviewed):
        role, scope, decision, comment = "AID_AUTHORITY", event.division, event.decision, event.comment
    return {
        "role": role,
        "scope": scope,
        "decision": decision,
        "actor": event.actor,
        "at": at.isoformat(),
        "comment": comment,
    }
