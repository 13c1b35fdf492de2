"""aid-ledger verify"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import typer
from rich.progress import Progress

from api.cli.options import Data
from api.cli.rebuild import RUNNING
from api.cli.terminal import REFUSED, Failed, progress_bar, run, settings_with, tell
from api.language import Listed, say
from api.settings import Settings
from api.startup import FOREIGN, Opened, looked_into
from projections.engine.checkpoints import foreign, outdated, reached
from projections.engine.rebuild import RebuildRunning, compare_all
from projections.verify.fault import Fault
from projections.verify.log import check_streams, walk
from projections.verify.money import PaymentSums, check_accounts
from projections.verify.persons import check_keys, check_sealed
from projections.verify.postings import PostingSums, check_postings

NO_LIMIT = 86_400.0  # seconds a statement: sums over the whole log take their time
MOST_SHOWN = 100

NOT_COMPARED = "The tables have come to position {level}: the events after it were not compared with them."


def verify(data: Data = None) -> None:
    """Walk the whole log and check that everything fits: order, versions, money, projections."""
    settings = settings_with(data=data)
    found = run(settings, _verify(settings))
    for fault in found.faults[:MOST_SHOWN]:
        typer.echo(say(fault.template, settings.lang, **fault.details))
    if found.faults:
        tell(settings, "{count} faults in {events} events.", count=len(found.faults), events=found.events)
        raise typer.Exit(REFUSED)
    typer.echo(say("{events} events: everything fits.", settings.lang, events=found.events))
    if found.level < found.events:
        tell(settings, NOT_COMPARED, level=found.level)


class Found(NamedTuple):
    """events: of the log. level: the position up to which the tables were compared with it."""

    faults: list[Fault]
    events: int
    level: int


async def _verify(settings: Settings) -> Found:
    async with looked_into(settings, NO_LIMIT) as opened:
        await _check_versions(opened)
        level, head = await reached(opened.ledger.pool), await opened.ledger.position()
        payments, postings = PaymentSums(), PostingSums()
        with progress_bar() as bar:
            unreadable = await _check_persons(opened, bar)
            faults = await _check_log(opened, head, level, (payments, postings), unreadable, bar)
            # Whatever is read comes from the log: there is no judging it by a log that is not sound.
            faults = faults or await _check_tables(opened, level, payments, postings, bar)
        await _check_versions(opened)  # another version may have put its own in their place meanwhile
        return Found(unreadable + faults, head, level)


async def _check_persons(opened: Opened, bar: Progress) -> list[Fault]:
    task = bar.add_task("persons", total=None)
    return await check_keys(opened.ledger, lambda done, whole: bar.update(task, completed=done, total=whole))


async def _check_versions(opened: Opened) -> None:
    """Tables of another version say nothing about this one's. Raises Failed."""
    if old := await outdated(opened.ledger.pool, opened.projections):
        names = Listed(projection.name for projection in old)
        raise Failed(
            "The tables of {names} are another version's; run first: aid-ledger rebuild all", names=names
        )


async def _check_log(
    opened: Opened,
    head: int,
    level: int,
    sums: Iterable[PaymentSums | PostingSums],
    unreadable: list[Fault],
    bar: Progress,
) -> list[Fault]:
    """Adds up what the tables can know of. Sealed values that do not open go to ``unreadable``."""
    faults: list[Fault] = []
    task = bar.add_task("log", total=head)
    async for events in walk(opened.ledger, head, faults):
        known = [event for event in events if event.position <= level]
        for each in sums:
            each.add(known)
        unreadable += await check_sealed(events, opened.ledger.keys_of)
        bar.advance(task, len(events))
    return faults + await check_streams(opened.ledger)


async def _check_tables(
    opened: Opened, level: int, payments: PaymentSums, postings: PostingSums, bar: Progress
) -> list[Fault]:
    if names := await foreign(opened.ledger):
        return [Fault(FOREIGN, names=Listed(names))]
    faults = await check_accounts(opened.ledger, payments, level)
    faults += await check_postings(opened.ledger, postings, level)
    return faults + await _check_projections(opened, bar)


async def _check_projections(opened: Opened, bar: Progress) -> list[Fault]:
    """Folds them anew beside what is read, and compares the digests."""
    task = bar.add_task("projections", total=None)

    def progress(done: int, whole: int) -> None:
        bar.update(task, completed=done, total=whole)

    try:
        differing = await compare_all(opened.dsn, opened.ledger, opened.projections, progress)
    except RebuildRunning as running:
        raise Failed(RUNNING, name=running) from None
    return [
        Fault("Projection {name} is not what the log says: {why}.", name=differ.name, why=differ)
        for differ in differing
    ]
