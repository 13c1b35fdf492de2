"""What the bank reports of a run's payments (银行回盘)."""

from __future__ import annotations

import datetime as dt
from typing import Self

import strawberry

from api.graphql.aid.runs import Run
from api.graphql.enums import BankOutcome
from api.graphql.relay.node import KINDS
from api.graphql.scalars import Money
from api.graphql.writing.ids import stream_of
from api.graphql.writing.mutation import Keyed, mutation
from api.graphql.writing.outcome import Outcome
from api.graphql.writing.payload import Payload
from api.graphql.writing.user_error import UserError
from domain.aid import record_bank_results as domain


@strawberry.input(description="银行回盘明细: what the bank reports of one payment.")
class BankResult:
    payment_id: strawberry.ID = strawberry.field(description="发放记录标识: a payment of the run.")
    outcome: BankOutcome = strawberry.field(description="回盘结果: what became of it.")
    amount: Money = strawberry.field(description="金额: as instructed, in yuan.")
    on: dt.date = strawberry.field(description="回盘日期: the bank's day, not in the future.")
    reference: str = strawberry.field(description="银行流水号: the bank's reference, 1 to 200 characters.")
    reason: str | None = strawberry.field(
        default=None, description="失败原因: the bank's reason, up to 2,000 characters."
    )

    def line(self) -> domain.BankResult:
        return domain.BankResult(
            payment=stream_of("Payment", self.payment_id),
            outcome=self.outcome.value,
            amount=self.amount,
            on=self.on,
            reference=self.reference,
            reason=self.reason,
        )


@strawberry.input(description="银行回盘: results of one run; each line is accepted or refused on its own.")
class RecordBankResultsInput(Keyed):
    run_id: strawberry.ID = strawberry.field(description="发放批次标识: the run that the bank reports on.")
    results: list[BankResult] = strawberry.field(description="回盘明细: 1 to 5,000 lines.")

    def command(self) -> domain.RecordBankResults:
        return domain.RecordBankResults(
            idempotency_key=self.idempotency_key,
            run=stream_of("Run", self.run_id),
            results=[result.line() for result in self.results],
        )


@strawberry.type(description="被拒明细: a line that was not recorded.")
class RejectedBankResult:
    index: int = strawberry.field(description="行序号: which line of the input, from 0.")
    errors: list[UserError] = strawberry.field(description="业务拒绝: why it was refused.")


@strawberry.type(description="银行回盘的结果: the run, and the lines that were refused.")
class BankResultsPayload(Payload):
    run: Run | None = strawberry.field(description="发放批次: the run with its sums.")
    rejected: list[RejectedBankResult] = strawberry.field(
        description="被拒明细: every line that was not recorded."
    )

    @classmethod
    async def of(cls, outcome: Outcome) -> Self:
        rejected = [
            RejectedBankResult(
                index=line["index"],
                errors=outcome.refusals(line["errors"], "results", str(line["index"])),
            )
            for line in outcome.answer.get("rejected", [])
        ]
        run = await outcome.one(KINDS["Run"], "run")
        return cls(run=run, rejected=rejected, position=outcome.position, errors=outcome.errors)


record_bank_results = mutation(
    RecordBankResultsInput,
    domain.record_bank_results,
    BankResultsPayload,
    "银行回盘: record what the bank reports. Role FINANCE. Each line is accepted or refused on its own.",
)
