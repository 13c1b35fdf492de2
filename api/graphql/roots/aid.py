"""Questions about rosters, runs and payments, and about what was paid wrongly or not at all."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Annotated
from uuid import UUID

import strawberry

from api.graphql.arguments import After, First, Known, SchoolCode, moment, written
from api.graphql.arguments import school_code as code_of
from api.graphql.connection import Connection
from api.graphql.enums import PaymentState, RosterState, RunState, Scheme
from api.graphql.errors import ClientError, RequestCode
from api.graphql.field import field
from api.graphql.global_id import decode_as
from api.graphql.info import Info
from api.graphql.keys import uuid_key
from api.graphql.listing import Listing
from api.graphql.node_lookup import find
from api.graphql.types.aid_roster import AidRoster
from api.graphql.types.arrear import Arrear
from api.graphql.types.overpayment import Overpayment
from api.graphql.types.payment import Payment
from api.graphql.types.policy import Policy
from api.graphql.types.run import Run
from domain.policy.calendar import CENSUS_DAY, Month, Term, today
from domain.policy.policy import Policy as PolicyOfProvince
from projections.aid import queries

OnlyScheme = Annotated[Scheme | None, strawberry.argument(description="资助项目: only of this scheme.")]
OnlyTerm = Annotated[Term | None, strawberry.argument(description="学期: only of this term.")]
OnlyMonth = Annotated[Month | None, strawberry.argument(description="月份: only of this month.")]

ROSTERS = Listing(
    "aidRosters",
    (str, str, str, UUID),
    lambda row: (row.school, row.term, row.scheme, str(row.id)),
    AidRoster.of,
)
RUNS = Listing(
    "runs", (str, str, str, UUID), lambda row: (row.school, row.month, row.scheme, str(row.id)), Run.of
)
PAYMENTS = Listing("payments", (str, str, UUID), lambda row: (row.school, row.month, str(row.id)), Payment.of)
OVERPAYMENTS: Listing[queries.PaymentRow, Overpayment] = Listing(
    "overpayments",
    (str, UUID),
    lambda row: (row.school, str(row.id)),
    lambda row, at: Overpayment.of(Payment.of(row, at)),
)
ARREARS = Listing(
    "arrears",
    (str, str, str, str),
    lambda row: (row.school, row.enrolment, row.scheme, row.month),
    Arrear.of,
)

NOBODY = UUID(int=0)  # for an id that names no student: the list is empty


@strawberry.type
class AidQueries:
    """Part of Query."""

    @field("资助名单列表: aid rosters in your scope, by school, term, scheme and id.")
    async def aid_rosters(
        self,
        info: Info,
        school_code: SchoolCode = None,
        scheme: OnlyScheme = None,
        term: OnlyTerm = None,
        states: Annotated[
            list[RosterState] | None, strawberry.argument(description="名单状态: only in these.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[AidRoster]:
        """One page."""
        filters = {"school": code_of(school_code), "scheme": scheme, "term": term, "states": states}
        read = partial(
            queries.list_rosters, school=school_code, scheme=scheme, term=written(term), states=states
        )
        now = await info.context.position()
        return await ROSTERS.page(info.context, filters, first, after, now, read)

    @field("发放批次列表: runs in your scope, by school, month, scheme and id.")
    async def runs(
        self,
        info: Info,
        school_code: SchoolCode = None,
        scheme: OnlyScheme = None,
        month: OnlyMonth = None,
        states: Annotated[
            list[RunState] | None, strawberry.argument(description="批次状态: only in these.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Run]:
        """One page."""
        filters = {"school": code_of(school_code), "scheme": scheme, "month": month, "states": states}
        read = partial(
            queries.list_runs, school=school_code, scheme=scheme, month=written(month), states=states
        )
        now = await info.context.position()
        return await RUNS.page(info.context, filters, first, after, now, read)

    @field("发放记录: by its global id; null when unknown or out of your scope.")
    async def payment(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="全局标识: the payment's id.")],
    ) -> Payment | None:
        """As known now."""
        found: Payment | None = await find(info.context, id, "Payment")
        return found

    @field("发放记录列表: payments in your scope, by school, month and id.")
    async def payments(
        self,
        info: Info,
        school_code: SchoolCode = None,
        student_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="学生: only for this student, a global id.")
        ] = None,
        scheme: OnlyScheme = None,
        month: OnlyMonth = None,
        states: Annotated[
            list[PaymentState] | None, strawberry.argument(description="发放状态: only in these.")
        ] = None,
        justified: Annotated[
            bool | None,
            strawberry.argument(
                description="依据是否成立: false: only those whose justification does not hold; true: the others."
            ),
        ] = None,
        as_of: Known = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Payment]:
        """One page."""
        student = None if student_id is None else uuid_key(decode_as("Student", student_id) or "") or NOBODY
        filters = {
            "school": code_of(school_code),
            "student": student_id,
            "scheme": scheme,
            "month": month,
            "states": states,
            "justified": justified,
        }
        read = partial(
            queries.list_payments,
            school=school_code,
            student=student,
            scheme=scheme,
            month=written(month),
            states=states,
            justified=justified,
        )
        known = await moment(info.context, as_of)
        return await PAYMENTS.page(info.context, filters, first, after, known, read)

    @field("多发列表: what was paid and is not due on what is known now, by school and payment.")
    async def overpayments(
        self,
        info: Info,
        school_code: SchoolCode = None,
        open: Annotated[
            bool | None,
            strawberry.argument(
                description="未结清: true: only with something to take back; false: only without."
            ),
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Overpayment]:
        """One page."""
        filters = {"school": code_of(school_code), "open": open}
        read = partial(queries.list_overpayments, school=school_code, still_open=open)
        now = await info.context.position()
        return await OVERPAYMENTS.page(info.context, filters, first, after, now, read)

    @field(
        "欠发列表: months that are due and not paid although their census day has passed, "
        "by school, enrolment, scheme and month."
    )
    async def arrears(
        self, info: Info, school_code: SchoolCode = None, first: First = None, after: After = None
    ) -> Connection[Arrear]:
        """One page."""
        filters = {"school": code_of(school_code)}
        read = partial(queries.list_arrears, school=school_code, until=str(_last_counted_month()))
        now = await info.context.position()
        return await ARREARS.page(info.context, filters, first, after, now, read)

    @field("资助标准: what a scheme pays in a month; before the scheme began it is an error.")
    def policy(
        self,
        info: Info,
        scheme: Annotated[Scheme, strawberry.argument(description="资助项目: the scheme.")],
        month: Annotated[Month, strawberry.argument(description="月份: the month.")],
        province: Annotated[
            str | None,
            strawberry.argument(description="省份代码: two digits; this ledger's province when left out."),
        ] = None,
    ) -> Policy:
        """From the dated tables."""
        own = info.context.ledger.policy
        rates = (PolicyOfProvince.load(province) if province else own).rates
        rate = rates.in_force(scheme, month)
        if rate is None:
            raise ClientError(
                f"The scheme paid nothing yet in {month}.", RequestCode.INVALID_INPUT, ["month"]
            )
        return Policy.of(rate)


def _last_counted_month() -> Month:
    """The newest month whose census day has passed."""
    day = today()
    counted = day.day > CENSUS_DAY
    return Month.of(day) if counted else Month.of(day.replace(day=1) - timedelta(days=1))
