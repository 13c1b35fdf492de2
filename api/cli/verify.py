"""aid-ledger verify"""

from __future__ import annotations

from collections.abc import Iterable

import typer
from rich.progress import Progress

from api.cli.options import Data
from api.cli.terminal import REFUSED, Failed, progress_bar, run, settings_with, tell
from api.language import Listed, say
from api.settings import Settings
from api.startup import Opened, existing, opened
from projections.engine.checkpoints import outdated
from projections.engine.follower import Follower
from projections.engine.rebuild import rebuild_all
from projections.engine.wakeup import Wakeup
from projections.verify.fault import Fault
from projections.verify.log import check_streams, walk
from projections.verify.money import PaymentSums, check_accounts
from projections.verify.postings import PostingSums, check_postings

NO_LIMIT = 86_400.0  # seconds a statement: sums over the whole log take their time
MOST_SHOWN = 100


def verify(data: Data = None) -> None:
    """Walk the whole log and check that everything fits: order, versions, money, projections."""
    settings = settings_with(data=data)
    faults, events = run(settings, _verify(settings))
    for fault in faults[:MOST_SHOWN]:
        typer.echo(say(fault.template, settings.lang, **fault.details))
    if faults:
        tell(settings, "{count} faults in {events} events.", count=len(faults), events=events)
        raise typer.Exit(REFUSED)
    typer.echo(say("{events} events: everything fits.", settings.lang, events=events))


async def _verify(settings: Settings) -> tuple[list[Fault], int]:
    async with opened(settings, NO_LIMIT, existing) as found:
        await _check_versions(found)
        head = await found.ledger.position()
        payments, postings = PaymentSums(), PostingSums()
        with progress_bar() as bar:
            faults = await _check_log(found, head, (payments, postings), bar)
            # Whatever is read comes from the log: there is no judging it by a log that is not sound.
            return faults or await _check_tables(found, head, payments, postings, bar), head


async def _check_versions(found: Opened) -> None:
    """Tables of another version say nothing about this one's. Raises Failed."""
    if old := await outdated(found.ledger.pool, found.projections):
        names = Listed(projection.name for projection in old)
        raise Failed(
            "The tables of {names} are another version's; run first: aid-ledger rebuild all", names=names
        )


async def _check_log(
    found: Opened, head: int, sums: Iterable[PaymentSums | PostingSums], bar: Progress
) -> list[Fault]:
    faults: list[Fault] = []
    task = bar.add_task("log", total=head)
    async for events in walk(found.ledger, head, faults):
        for each in sums:
            each.add(events)
        bar.advance(task, len(events))
    return faults + await check_streams(found.ledger)


async def _check_tables(
    found: Opened, head: int, payments: PaymentSums, postings: PostingSums, bar: Progress
) -> list[Fault]:
    await _catch_up(found)
    faults = await check_accounts(found.ledger, payments, head)
    faults += await check_postings(found.ledger, postings, head)
    return faults + await _check_projections(found, bar)


async def _catch_up(found: Opened) -> None:
    async with Wakeup(found.dsn, found.ledger.schemas) as wakeup:
        await Follower(found.ledger, found.projections, wakeup).catch_up()


async def _check_projections(found: Opened, bar: Progress) -> list[Fault]:
    """Folds them anew beside what is read, and compares the digests."""
    task = bar.add_task("projections", total=None)

    def progress(done: int, whole: int) -> None:
        bar.update(task, completed=done, total=whole)

    differing = await rebuild_all(found.dsn, found.ledger, found.projections, progress)
    return [
        Fault("Projection {name} is not what the log says: {why}.", name=differ.name, why=differ)
        for differ in differing
    ]
