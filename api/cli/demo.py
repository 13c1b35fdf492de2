"""aid-ledger demo"""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.progress import Progress

from api.cli.options import Data, Host, Port
from api.cli.rebuild import beside
from api.cli.serve import following, listening_on, serve_ledger
from api.cli.terminal import progress_bar, run, settings_with, tell
from api.demonstration.demonstration import Demonstration
from api.demonstration.fill import SEED, STUDENTS, fill
from api.demonstration.fill import Progress as ShowFilling
from api.demonstration.guide import guide
from api.demonstration.town import FEWEST
from api.http.server import address, address_of
from api.language import Message
from api.settings import Settings
from api.startup import Opened, opened
from api.stopping import Stopped
from projections.engine.checkpoints import outdated, reached

LOOK_EVERY = 0.2  # seconds, at how far the projections are

INTERRUPTED = "Stopped; what was filled in stays. The same command goes on with the rest."
OPENING = "Opening the database in {folder}"
HOLDS_OTHER = "The ledger holds other data; it is left as it is. Give an empty folder with --data."
HOLDS_IT = "The ledger holds this demonstration already; nothing was changed."


def demo(
    data: Data = None,
    port: Port = None,
    host: Host = None,
    seed: Annotated[int, typer.Option(help="The same seed makes the same people and amounts.")] = SEED,
    students: Annotated[int, typer.Option(min=FEWEST, help="How many students; 100 or more.")] = STUDENTS,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve it afterwards.")] = True,
) -> None:
    """Fill an empty ledger with a made-up city and two school years of history, then serve it."""
    settings = settings_with(data=data, port=port, host=host)
    tell(settings, OPENING, folder=settings.data)
    filling = _filled_and_served if serve else _filled
    run(settings, filling(settings, seed, students), stopped=lambda: Message(INTERRUPTED))


async def _filled(settings: Settings, seed: int, students: int) -> None:
    async with opened(settings) as ledger:
        _show(settings, await _fill(settings, ledger, seed, students), address(settings.host, settings.port))


async def _filled_and_served(settings: Settings, seed: int, students: int) -> None:
    with listening_on(settings) as listening:
        # The projections follow while the ledger is filled: each uses the time that the other waits.
        async with opened(settings) as ledger, following(ledger) as wakeup:
            if old := await outdated(
                ledger.ledger.pool, ledger.projections
            ):  # of a demonstration kept from before
                await beside(ledger, old, "rebuild")
            shown = await _fill(settings, ledger, seed, students)
            await _projected(ledger)
            _show(settings, shown, address_of(listening))
            told = await serve_ledger(settings, ledger, wakeup, listening)
    if told:
        raise Stopped(told, served=True)


async def _fill(settings: Settings, ledger: Opened, seed: int, students: int) -> Demonstration | None:
    with progress_bar() as bar:
        shown = await fill(ledger.ledger, seed, students, _showing(bar))
    if shown is None or not shown.fresh:
        tell(settings, HOLDS_OTHER if shown is None else HOLDS_IT)
    return shown


def _showing(bar: Progress) -> ShowFilling:
    """Moves the bar; where nobody sees one move, as in a file, each part is a line."""
    task = bar.add_task("demo")

    def show(part: str, done: int, of: int) -> None:
        bar.update(task, description=part or "demo", completed=done, total=of)
        if part and not bar.console.is_terminal:
            bar.console.print(f"{part} ({done}/{of})", highlight=False)

    return show


async def _projected(ledger: Opened) -> None:
    """Waits until everything can be asked for."""
    with progress_bar() as bar:
        head = await ledger.ledger.position()
        task = bar.add_task("projections", total=head)
        while (here := await reached(ledger.ledger.pool)) < head:
            bar.update(task, completed=here)
            await asyncio.sleep(LOOK_EVERY)
        bar.update(task, completed=head)


def _show(settings: Settings, shown: Demonstration | None, place: str) -> None:
    if shown is not None:
        for line in guide(settings, shown, place):
            typer.echo(line)
