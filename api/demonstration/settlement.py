"""The end of a term: accounts closed, surplus sent back to its sources, receipts from the treasury."""

from __future__ import annotations

from datetime import date, timedelta

from api.demonstration.city import DemoSchool
from api.demonstration.desk import Desk
from api.demonstration.wrongs import UNCLOSED_SCHOOL, UNCLOSED_TERM
from domain.funds.account import FundAccount, account_id
from domain.funds.close_term import CloseTerm
from domain.funds.refund import AcknowledgeRefund, RemitRefund
from domain.policy.calendar import Term
from domain.vocabulary import FundSource, Scheme

LAST = (Scheme.TUITION_WAIVER, Term.parse("2015-AUTUMN"), FundSource.COUNTY)
LAST_ON = date(2016, 8, 15)


async def settle(desk: Desk, school: DemoSchool, scheme: Scheme, term: Term) -> None:
    """All of it, but for the planted term that stays open and the one receipt that comes last."""
    account = await _account(desk, school.code, scheme, term)
    if account is None or (school.code, term) == (UNCLOSED_SCHOOL, UNCLOSED_TERM):
        return
    command = CloseTerm(
        idempotency_key=desk.key("close", school.code, scheme, term),
        school_code=school.code,
        scheme=scheme,
        term=term,
        closed_on=term.last_day,
    )
    await desk.do(desk.at(school, "AID_AUTHORITY"), command)
    closed = await _account(desk, school.code, scheme, term)
    assert closed is not None
    for source, amount in closed.due.items():
        if amount:
            await _refund(desk, school, scheme, term, FundSource(source), amount)


async def _refund(
    desk: Desk, school: DemoSchool, scheme: Scheme, term: Term, source: FundSource, amount: int
) -> None:
    remittance = RemitRefund(
        idempotency_key=desk.key("remit", school.code, scheme, term, source),
        school_code=school.code,
        scheme=scheme,
        term=term,
        source=source,
        amount=amount,
        on=term.last_day + timedelta(days=10),
        reference=f"结余{term}-{source}",
    )
    await desk.do(desk.at(school, "FINANCE"), remittance)
    if (school.code, scheme, term, source) != last_paper(desk):
        await _acknowledge(desk, remittance, term.last_day + timedelta(days=25))


async def _acknowledge(desk: Desk, remittance: RemitRefund, on: date) -> None:
    what = (remittance.school_code, remittance.scheme, remittance.term, remittance.source)
    receipt = AcknowledgeRefund(
        idempotency_key=desk.key("receipt", *what),
        school_code=remittance.school_code,
        scheme=remittance.scheme,
        term=remittance.term,
        source=remittance.source,
        amount=remittance.amount,
        on=on,
        reference=f"缴款书{on:%Y%m%d}",
    )
    await desk.do(desk.town.staff.holder("FINANCE", desk.town.city.code), receipt)


def last_paper(desk: Desk) -> tuple[str, Scheme, Term, FundSource]:
    """The refund whose receipt is the last act of the demonstration."""
    return desk.town.city.schools[0].code, *LAST


async def is_complete(desk: Desk) -> bool:
    """Whether the last act is done."""
    school, scheme, term, source = last_paper(desk)
    account = await _account(desk, school, scheme, term)
    return account is not None and source in account.acknowledged


async def acknowledge_the_last(desk: Desk) -> None:
    school, scheme, term, source = last_paper(desk)
    account = await _account(desk, school, scheme, term)
    assert account is not None
    remittance = RemitRefund(
        idempotency_key="",
        school_code=school,
        scheme=scheme,
        term=term,
        source=source,
        amount=account.remitted[source],
        on=LAST_ON,
        reference="",
    )
    await _acknowledge(desk, remittance, LAST_ON)


async def _account(desk: Desk, school: str, scheme: Scheme, term: Term) -> FundAccount | None:
    id = account_id(school, scheme, str(term))
    return (await desk.read(FundAccount, [id])).get(id)
