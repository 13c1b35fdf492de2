"""What each question costs the product in SQL; the tests hold that these are all of its statements, in kind."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from domain.ledger.postgres.access_log import LOOKS
from domain.ledger.postgres.ledger import Ledger
from projections.aid import payment_queries
from projections.aid import queries as aid
from projections.funds import queries as funds
from projections.registry import queries as registry
from tests.benchmarks.reads.statements import sent_by
from tests.support.story import COUNTY, GRANT

SOMEBODY = UUID(int=0)


class Statements(NamedTuple):
    """Their texts."""

    payment: str
    payments: str
    roster: str
    periods: str
    accounts: str
    students: str
    events: str
    look: str

    @classmethod
    async def taken(cls) -> Statements:
        return cls(
            payment=await sent_by(aid.payments, [SOMEBODY], 0),
            payments=await sent_by(
                payment_queries.list_payments, [""], 0, "", None, None, "", None, None, None, 51
            ),
            roster=await sent_by(registry.roster, "", 0, None, [""], None, None, 51),
            periods=await sent_by(registry.periods, [""], 0),
            accounts=await sent_by(funds.list_accounts, [""], 0, COUNTY, None, GRANT, None, 51),
            students=await sent_by(registry.students, [SOMEBODY], 0),
            events=await sent_by(Ledger.rows_at, [0]),
            look=LOOKS,
        )
