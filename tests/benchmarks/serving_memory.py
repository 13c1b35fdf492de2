"""How large a server grows that makes 200,000 payments: ten runs of 20,000, drafted, approved and paid out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from api.graphql.relay.global_id import encode
from domain.mandate import Mandate
from domain.policy.calendar import Month, Term
from projections.engine.reading import Reader
from projections.engine.wakeup import Wakeup
from tests.benchmarks.http import connected
from tests.benchmarks.line import Figure, Line, Measured
from tests.benchmarks.place import Place
from tests.benchmarks.serving import Running, serve, token_of
from tests.support.people import holder
from tests.support.story import GRANT, RESULTS, SCHOOL, Story, payment_of

TERMS = ("2015-AUTUMN", "2016-SPRING")
REFUSED = "position errors { code message }"
DRAFT = f"mutation ($input: DraftRunInput!) {{ draftRun(input: $input) {{ run {{ id digest total }} {REFUSED} }} }}"
APPROVE = f"mutation ($input: ApproveRunInput!) {{ approveRun(input: $input) {{ {REFUSED} }} }}"
PAY = (
    "mutation ($input: RecordBankResultsInput!)"
    f" {{ recordBankResults(input: $input) {{ rejected {{ index }} {REFUSED} }} }}"
)


async def measure(place: Place, quick: bool) -> Measured:
    count, terms = (50, TERMS[:1]) if quick else (20_000, TERMS)
    story = Story(place.ledger)
    enrolments = await _enrolled(story, count, terms)
    months = [month for term in terms for month in Term.parse(term).months]
    async with serve(place) as server:
        idle = _peak(server)
        for month in months:
            await _pay(server, month, enrolments)
        await _projected(place)
        peak = _peak(server)
    how = f"{count * len(months):,} payments in {len(months)} runs; {idle / 1e6:.0f} MB before the first"
    return Measured({"": Figure(peak / 1e6)}, how)


async def _enrolled(story: Story, count: int, terms: Sequence[str]) -> list[str]:
    await story.school()
    enrolments = await story.students(count)
    for term in terms:
        await story.roster(term=term)
        await story.allocation(count * 1_000_00, term=term)
    return enrolments


async def _pay(server: Running, month: Month, enrolments: Sequence[str]) -> None:
    drafted = await _do(
        server, holder("AID_OFFICER", SCHOOL), DRAFT, schoolCode=SCHOOL, scheme=GRANT, month=str(month)
    )
    run = drafted["run"]
    assert run["total"] == f"{len(enrolments) * 200}.00", run
    await _do(server, holder("PRINCIPAL", SCHOOL), APPROVE, runId=run["id"], digest=run["digest"])
    results = [_settled(enrolment, month) for enrolment in enrolments]
    for offset in range(0, len(results), RESULTS):
        batch = results[offset : offset + RESULTS]
        await _do(server, holder("FINANCE"), PAY, runId=run["id"], results=batch)


def _settled(enrolment: str, month: Month) -> dict[str, str]:
    return {
        "paymentId": encode("Payment", str(payment_of(enrolment, str(month)))),
        "outcome": "SETTLED",
        "amount": "200.00",
        "on": month.census_day.isoformat(),
        "reference": "回单",
    }


async def _do(server: Running, by: Mandate, mutation: str, **given: Any) -> Any:
    async with connected(server.address, token_of(by)) as connection:
        data = await connection.ask(mutation, input={"idempotencyKey": uuid4().hex, **given})
    (payload,) = data.values()
    assert payload["errors"] + payload.get("rejected", []) == [], payload
    return payload


async def _projected(place: Place) -> None:
    """Until the server has come to the end of the log with its tables."""
    async with Wakeup(place.dsn, place.ledger.schemas) as wakeup:
        await Reader(place.ledger, wakeup, wait_seconds=600).position(await place.ledger.position())


def _peak(server: Running) -> int:
    """Bytes: the most memory that the process ever held, by the kernel's own count."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


LINE = Line(
    name="serve-memory",
    what="Memory of `serve` while 200,000 payments are made over HTTP",
    size="10 runs of 20,000, bank results included",
    bound=350,
    unit=" MB",
    measure=measure,
    note="The most that the server's own process ever held, following the log included, PostgreSQL not",
    at_most=True,
)
