"""What the bank reports of a run's payments (银行回盘)."""

from __future__ import annotations

import datetime as dt
from typing import Self

import strawberry

from api.graphql.aid.runs import Run
from api.graphql.enums import BankOutcome
from api.graphql.relay.node import KINDS
from api.graphql.scalars import Money
from api.graphql.writing.command import lines, node_id
from api.graphql.writing.mutation import Keyed, mutation
from api.graphql.writing.outcome import Outcome
from api.graphql.writing.payload import Payload
from api.graphql.writing.user_error import UserError
from domain.aid.record_bank_results import RecordBankResults


@strawberry.input(description="银行回盘明细: what the bank reports of one payment.")
class BankResult:
    payment_id: strawberry.ID = node_id("Payment", "发放记录标识: a payment of the run.")
    outcome: BankOutcome = strawberry.field(description="回盘结果: what became of it.")
    amount: Money = strawberry.field(description="金额: as instructed, in yuan.")
    on: dt.date = strawberry.field(description="回盘日期: the bank's day, not in the future.")
    reference: str = strawberry.field(description="银行流水号: the bank's reference, 1 to 200 characters.")
    reason: str | None = strawberry.field(
        default=None, description="失败原因: the bank's reason, up to 2,000 characters."
    )


@strawberry.input(description="银行回盘: results of one run; each line is accepted or refused on its own.")
class RecordBankResultsInput(Keyed):
    run_id: strawberry.ID = node_id("Run", "发放批次标识: the run that the bank reports on.")
    results: list[BankResult] = lines("回盘明细: 1 to 5,000 lines.")


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
        rejected = [RejectedBankResult(index=index, errors=told) for index, told in outcome.fallen.items()]
        for line in outcome.answer.rejected if outcome.answer else ():
            index = outcome.standing[line.index]
            errors = outcome.refusals(line.errors, "results", str(index))
            rejected.append(RejectedBankResult(index=index, errors=errors))
        rejected.sort(key=lambda line: line.index)
        run = await outcome.one(KINDS["Run"], "run")
        return cls(run=run, rejected=rejected, position=outcome.position, errors=outcome.errors)


record_bank_results = mutation(
    RecordBankResultsInput,
    RecordBankResults,
    BankResultsPayload,
    "银行回盘: record what the bank reports. Role FINANCE. Each line is accepted or refused on its own.",
)
