"""Double entry: what each event moves, and nothing where nothing moves."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from domain.event import Event
from domain.funds.account import FundAccount
from domain.funds.events import (
    Allocated,
    BankResultsBooked,
    Committed,
    RecoveryBooked,
    RefundAcknowledged,
    RefundRemitted,
    TermClosed,
)
from domain.funds.postings import aid_account, postings, source_account
from tests.support.story import SCHOOL, TERM

RESULTS = {"settled": 100, "failed": 20, "returned": 3, "returned_late": 0, "supplementary": {}}
LATE = {"settled": 0, "failed": 0, "returned": 0, "returned_late": 7, "supplementary": {}}
AID = aid_account(SCHOOL, "GRANT", TERM)
CENTRAL = source_account("CENTRAL")


@pytest.mark.parametrize(
    ("kind", "values", "moved"),
    [
        (Allocated, {"source": "CENTRAL", "amount": 5}, [(AID, CENTRAL, 5)]),
        (Committed, {"amount": 5}, [("transit:bank", AID, 5)]),
        (BankResultsBooked, RESULTS, [("payee:student", "transit:bank", 100), (AID, "transit:bank", 23)]),
        (BankResultsBooked, LATE, [(AID, "payee:student", 7)]),
        (RecoveryBooked, {"amount": 5}, [(AID, "payee:student", 5)]),
        (RefundRemitted, {"source": "CENTRAL", "amount": 5}, [("transit:refund", AID, 5)]),
        (RefundAcknowledged, {"source": "CENTRAL", "amount": 5}, [(CENTRAL, "transit:refund", 5)]),
        (TermClosed, {"surplus": 5, "shares": {"CENTRAL": 5}}, []),
    ],
)
def test_what_an_event_moves(kind: type[Event], values: dict[str, Any], moved: list[Any]) -> None:
    account = FundAccount.restore(uuid4(), school=SCHOOL, scheme="GRANT", term=TERM)
    event = object.__new__(kind)
    vars(event).update(values)
    assert postings(account, event) == moved
