"""What each question costs the product in SQL; the tests hold that these are all of its statements, in kind."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from domain.ledger.postgres.access_log import LOOKS
from domain.ledger.postgres.ledger import Ledger
from domain.mandate import Mandate
from projections.aid import payment_queries
from projections.aid import queries as aid
from projections.engine.checkpoints import reach
from projections.funds import queries as funds
from projections.registry import queries as registry
from projections.registry import schools
from tests.benchmarks.reads.statements import sent_by
from tests.support.people import PROVINCE
from tests.support.story import COUNTY, GRANT

SOMEBODY = UUID(int=0)
IN_COUNTY = Mandate("", (), (COUNTY,))


class Statements(NamedTuple):
    """Their texts."""

    reach: str
    visible: str
    payment: str
    payments: str
    roster: str
    periods: str
    accounts: str
    students: str
    schools: str
    events: str
    look: str

    @classmethod
    async def taken(cls) -> Statements:
        return cls(
            reach=await sent_by(reach),
            visible=await sent_by(schools.visible_schools, PROVINCE, IN_COUNTY, 0),
            payment=await sent_by(aid.payments, [SOMEBODY], 0),
            payments=await sent_by(
                payment_queries.list_payments, [""], 0, "", None, None, "", None, None, None, 51
            ),
            roster=await sent_by(registry.roster, "", 0, None, [""], None, None, 51),
            periods=await sent_by(registry.periods, [""], 0),
            accounts=await sent_by(funds.list_accounts, [""], 0, COUNTY, None, GRANT, None, 51),
            students=await sent_by(registry.students, [SOMEBODY], 0),
            schools=await sent_by(schools.schools, [""], 0),
            events=await sent_by(Ledger.rows_at, [0]),
            look=LOOKS,
        )
