"""Every list over schools, asked at three moments by three who see more or less of it: pages that are like one another
however long the ledger's past is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import date
from typing import Any

from domain.ledger.postgres.connections import Connections
from domain.ledger.postgres.instants import newest_by
from domain.ledger.postgres.ledger import Ledger
from domain.policy.status import IN_REGISTRY
from domain.vocabulary import ChangeState, PaymentState
from projections.aid.arrear_queries import list_arrears
from projections.aid.payment_queries import list_overpayments, list_payments
from projections.aid.queries import list_rosters, list_runs
from projections.funds.queries import list_accounts, totals
from projections.histories.queries import events
from projections.registry.queries import list_changes, roster

PAGE = 51
FEW = 3  # of what a school has one of each term, so that a young ledger fills a page, too
NONE_OF_THESE = "TUITION_WAIVER"  # no payment of the ledger is of this scheme
SECOND = "2016-SPRING"  # a term, from which on the past of some is longer
NEVER = "registry.EnrolmentStopped.v1"
LAST_UUID = "ffffffff-ffff-ffff-ffff-ffffffffffff"

Ask = Callable[[Connections], Awaitable[Any]]
Named = Iterator[tuple[str, Ask]]


async def questions(ledger: Ledger) -> list[tuple[str, Ask]]:
    """Each with its name, the same for every ledger."""
    schools = [row[0] for row in await ledger.pool.fetch("SELECT DISTINCT code FROM school ORDER BY code")]
    first, last = await ledger.pool.fetchrow("SELECT min(month), max(month) FROM run")
    head = await ledger.position()
    long_ago = await ledger.pool.fetchval("SELECT min(known_from) - 1 FROM roster WHERE term = $1", SECOND)
    asked = [
        (f"{name} ({whose}, {moment})", ask)
        for whose, visible in (("province", None), ("county", schools), ("school", schools[:1]))
        for moment, at in (("now", head), ("long ago", long_ago), ("before the first", len(schools)))
        for name, ask in _of(visible, at, schools, last if at == head else first, last)
    ]
    then = (await ledger.rows_at([head // 3]))[head // 3]["recorded_at"]
    return [*asked, ("position at an instant", _ask(newest_by, then, head))]


def _ask(read: Callable[..., Awaitable[Any]], *asked: Any) -> Ask:
    return lambda pool: read(pool, *asked)


def _of(visible: Sequence[str] | None, at: int, schools: Sequence[str], month: str, last: str) -> Named:
    yield from _payments(visible, at, (schools[-1], last, LAST_UUID), last)
    for still_open in (None, True, False):
        name = f"overpayments, open: {still_open}"
        yield name, _ask(list_overpayments, visible, at, None, still_open, None, PAGE)
    until = (last, schools[-1], "f", "GRANT", last)
    yield "arrears", _ask(list_arrears, visible, at, None, last, None, PAGE)
    yield "arrears, last page", _ask(list_arrears, visible, at, None, last, until, PAGE)
    for name, read in (("runs", list_runs), ("rosters", list_rosters)):
        for states in (None, ["DRAFT"]):
            yield f"{name} {states}", _ask(read, visible, at, None, None, None, states, None, FEW)
    yield "fund accounts", _ask(list_accounts, visible, at, None, None, None, None, FEW)
    yield "trial balance", _ask(totals, visible, at)
    for topics in (None, [NEVER]):
        yield f"events {topics}", _ask(events, visible, at, None, topics, 0, PAGE)
    undecided = [ChangeState.REQUESTED]
    yield "changes to decide", _ask(list_changes, visible, at, None, undecided, None, None, None, PAGE)
    day = date.fromisoformat(f"{month}-20")
    yield "roster", _ask(roster, schools[0], at, day, sorted(IN_REGISTRY), None, None, PAGE)


def _payments(visible: Sequence[str] | None, at: int, late: tuple[str, ...], last: str) -> Named:
    def asked(
        scheme: str | None = None,
        month: str | None = None,
        states: Sequence[str] | None = None,
        justified: bool | None = None,
        after: tuple[str, ...] | None = None,
    ) -> Ask:
        return _ask(list_payments, visible, at, None, None, scheme, month, states, justified, after, PAGE)

    yield "payments", asked()
    yield "payments, last page", asked(after=late)
    yield "payments of the last month", asked(month=last)
    yield "payments of another scheme", asked(NONE_OF_THESE)
    yield "payments not justified", asked(justified=False)
    for state in PaymentState:
        yield f"payments {state}", asked(states=[state])
