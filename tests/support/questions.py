"""A first page of every list over schools, and a late one, at several moments and by several who ask."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import date
from typing import Any

from domain.ledger.postgres.connections import Connections
from domain.ledger.postgres.ledger import Ledger
from domain.policy.calendar import today
from domain.vocabulary import PaymentState
from projections.aid.arrear_queries import list_arrears
from projections.aid.payment_queries import list_overpayments, list_payments
from projections.aid.queries import list_rosters, list_runs
from projections.funds.queries import list_accounts, totals
from projections.histories.queries import events
from projections.registry.queries import list_changes, roster

PAGE = 51
WAIVER, NEVER = "TUITION_WAIVER", "registry.EnrolmentStopped.v1"  # what the ledger's past has none of
NO_UUID = "ffffffff-ffff-ffff-ffff-ffffffffffff"

Ask = Callable[[Connections], Awaitable[Any]]


async def questions(ledger: Ledger) -> list[tuple[str, Ask]]:
    """Each with what it is called, the same whatever the size of the ledger."""
    rows = await ledger.pool.fetch("SELECT DISTINCT code FROM school ORDER BY code")
    schools: list[str] = [row[0] for row in rows]
    head = await ledger.position()
    months = await ledger.pool.fetchrow("SELECT min(month), max(month) FROM run")
    scopes = (("province", None), ("county", schools), ("school", schools[:1]))
    moments = (("now", head), ("half way", head // 2), ("at first", 1))
    asked = [
        (f"{name}, {scope}, {moment}", ask)
        for scope, visible in scopes
        for moment, at in moments
        for name, ask in _over_schools(visible, at, schools, *months)
    ]
    instant = await ledger.pool.fetchval("SELECT recorded_at FROM ledger_events WHERE notification_id = $1", head // 3)
    return [*asked, ("position by instant", lambda _: ledger.position_at(instant))]


def _over_schools(
    visible: Sequence[str] | None, at: int, schools: Sequence[str], first: str, last: str
) -> Iterator[tuple[str, Ask]]:
    late = (schools[-2], last, NO_UUID)

    def payments(
        scheme: str | None = None,
        month: str | None = None,
        states: Sequence[str] | None = None,
        justified: bool | None = None,
        after: Any = None,
    ) -> Ask:
        return lambda pool: list_payments(
            pool, visible, at, None, None, scheme, month, states, justified, after, PAGE
        )

    yield "payments", payments()
    yield "last payments", payments(after=late)
    yield "payments of the last month", payments(month=last)
    yield "payments of another scheme", payments(WAIVER)
    for state in PaymentState:
        yield f"payments {state}", payments(states=[state])
    yield "payments not justified", payments(justified=False)
    for still_open in (None, True, False):
        yield (
            f"overpayments {still_open}",
            lambda pool, still_open=still_open: list_overpayments(pool, visible, at, None, still_open, None, PAGE),
        )
    until = str(today())[:7]
    for name, after in (("arrears", None), ("last arrears", (until, schools[-2], "f", "GRANT", last))):
        yield name, lambda pool, after=after: list_arrears(pool, visible, at, None, until, after, PAGE)
    for states in (None, ["DRAFT"]):
        yield f"runs {states}", lambda pool, states=states: list_runs(
            pool, visible, at, None, None, None, states, None, PAGE
        )
        yield f"rosters {states}", lambda pool, states=states: list_rosters(
            pool, visible, at, None, None, None, states, None, PAGE
        )
    yield "fund accounts", lambda pool: list_accounts(pool, visible, at, None, None, None, None, PAGE)
    yield "trial balance", lambda pool: totals(pool, visible, at)
    for topics in (None, [NEVER]):
        yield f"events {topics}", lambda pool, topics=topics: events(pool, visible, at, None, topics, 0, PAGE)
    yield "changes to be decided", lambda pool: list_changes(
        pool, visible, at, None, ["REQUESTED"], None, None, None, PAGE
    )
    day = date.fromisoformat(f"{first}-20")
    yield "roster", lambda pool: roster(pool, schools[0], at, day, ["ENROLLED"], None, None, PAGE)
