"""Who may see what, by rules §10 and the events alone: nothing here is asked of what answers questions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import pytest

from api.graphql.relay.global_id import decode, encode
from domain.funds.account import FundAccount
from domain.funds.postings import postings
from domain.ledger.postgres.ledger import Ledger
from domain.ledger.privacy import unseal
from domain.mandate import Mandate
from domain.policy.money import format_yuan

Owners = dict[tuple[str, str], set[str]]


class Oracle:
    """One ledger, read whole. instants: when each position was recorded."""

    def __init__(self, events: list[Any], instants: dict[int, datetime], temporary: dict[str, str]) -> None:
        self.events = events
        self.head = events[-1].position
        self.instants = instants
        self.temporary = temporary  # the number that a registration was given, by enrolment
        self.divisions = {e.code: e.division for e in events if e.KIND.name == "registry.SchoolOpened.v1"}
        self.owners = cache(self._owners)

    def seen_by(self, by: Mandate) -> set[str]:
        """The schools in somebody's scope."""
        return {
            code
            for code, division in self.divisions.items()
            if any(scope == code or (len(scope) < 10 and division.startswith(scope)) for scope in by.scopes)
        }

    def schools_of(self, kind: str, id: str, at: int) -> set[str]:
        """Whose a node is, as known at a position. The test fails for a kind of which nothing is known."""
        raw = (decode(id) or ("", ""))[1]
        found = self.owners(at).get((kind, raw))
        if found is None:
            pytest.fail(f"Nothing is known of whose {kind} {raw} is at {at}: teach the oracle in {__file__}.")
        return found

    def ids(self) -> Iterator[str]:
        """The global ids of everything that there is."""
        return (encode(kind, raw) for kind, raw in self.owners(self.head))

    def kind_of(self, id: str) -> str:
        """Empty for what there is not."""
        known = decode(id)
        return known[0] if known in self.owners(self.head) else ""

    def approved_at(self, person: str, at: int) -> set[str]:
        """The schools where a person's enrolment was approved, or began by a transfer."""
        arrivals = ("registry.RegistrationApproved.v1", "registry.TransferredIn.v1")
        return {
            e.school
            for e in self.events
            if e.position <= at and e.KIND.name in arrivals and str(e.originator_id) == person
        }

    def temporary_number(self, person: str, schools: set[str]) -> str | None:
        """The first that one of the schools gave."""
        return next(
            (
                self.temporary[f"{person}.{e.enrolment}"]
                for e in self.events
                if e.KIND.name == "registry.EnrolmentRegistered.v1"
                and str(e.originator_id) == person
                and e.school in schools
            ),
            None,
        )

    def facts_of(self, payment: str, at: int) -> list[tuple[str, set[str]]]:
        """Codes of what the newest attempt was instructed on, each with the schools of its event."""
        attempts = ("aid.PaymentInstructed.v1", "aid.PaymentReinstructed.v1")
        newest = [
            e
            for e in self.events
            if e.position <= at and str(e.originator_id) == payment and e.KIND.name in attempts
        ][-1]
        return [
            (code, _named(self.events[position - 1]))
            for code, position in zip(newest.facts[::2], newest.facts[1::2], strict=True)
        ]

    def trial_balance(self, schools: set[str], at: int) -> list[dict[str, str]]:
        """The sums of the double entry of some schools, by account."""
        received: Counter[str] = Counter()
        given: Counter[str] = Counter()
        accounts: dict[UUID, Any] = {}
        for event in self.events[:at]:
            if event.KIND.stream == FundAccount.STREAM and event.school in schools:
                account = accounts[event.originator_id] = event.mutate(accounts.get(event.originator_id))
                for debit, credit, amount in postings(account, event):
                    received[debit] += amount
                    given[credit] += amount
        return [
            {
                "__typename": "LedgerAccount",
                "code": code,
                "debit": format_yuan(received[code]),
                "credit": format_yuan(given[code]),
            }
            for code in sorted(received | given)
        ]

    def _owners(self, at: int) -> Owners:
        found: Owners = defaultdict(set)
        for event in self.events[:at]:
            found["LedgerEvent", str(event.position)] = _named(event)
            for kind, raw, schools in _makes(event):
                keep = found[kind, raw] if kind == "Student" else set()
                found[kind, raw] = keep | schools
        return dict(found)


def _makes(event: Any) -> Iterator[tuple[str, str, set[str]]]:
    """The nodes that an event begins or hands on, and the schools that they belong to from then on."""
    stream, mine = str(event.originator_id), {event.school}
    match event.KIND.name:
        case "registry.SchoolOpened.v1":
            yield "School", event.code, mine
        case "registry.EnrolmentRegistered.v1" | "registry.TransferredIn.v1":
            yield "Student", stream, mine
            yield "Enrolment", f"{stream}.{event.enrolment}", mine
        case "registry.ChangeRequested.v1":
            yield "StatusChange", f"{stream}.{event.request}", _named(event)
        case "registry.ChangeReviewed.v1" if event.decision == "REJECT":
            yield "StatusChange", f"{stream}.{event.request}", mine
        case "aid.RosterDrafted.v1":
            yield "AidRoster", stream, mine
        case "aid.RunDrafted.v1":
            yield "Run", stream, mine
        case "aid.PaymentInstructed.v1" | "aid.PaymentReinstructed.v1":
            yield "Payment", stream, mine
            yield "Overpayment", stream, mine


def _named(event: Any) -> set[str]:
    return {code for code in (event.school, getattr(event, "to_school", None)) if code}


async def oracle_of(ledger: Ledger) -> Oracle:
    """Reads the log and opens the numbers that schools gave."""
    rows = await ledger.page(0, 100_000)
    events: list[Any] = [ledger.codec.decode(row) for row in rows]
    given = [e for e in events if e.KIND.name == "registry.EnrolmentRegistered.v1"]
    keys = await ledger.keys_of(e.originator_id for e in given)
    temporary = {
        f"{e.originator_id}.{e.enrolment}": unseal(keys[e.originator_id], e.originator_id, e.temporary_number)
        for e in given
    }
    return Oracle(events, {row["notification_id"]: row["recorded_at"] for row in rows}, temporary)
