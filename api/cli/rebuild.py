"""aid-ledger rebuild"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from api.cli.options import Data
from api.cli.terminal import Failed, progress_bar, run, settings_with
from api.language import Message
from api.settings import Settings
from api.startup import Opened, existing, opened
from projections.engine.projection import Projection
from projections.engine.rebuild import DigestsDiffer, RebuildRunning, rebuild_all

ALL = "all"
RUNNING = "Projection {name} is being rebuilt already."
INTERRUPTED = "Stopped; a projection that was not switched stays as it was. Run the same command again."


def rebuild(
    name: Annotated[str, typer.Argument(help="The projection, or all.", metavar="NAME|all")],
    data: Data = None,
) -> None:
    """Fold a projection anew from the log, beside the running server, and switch when both agree."""
    settings = settings_with(data=data)
    run(settings, _rebuild(settings, name), stopped=lambda: Message(INTERRUPTED))


async def _rebuild(settings: Settings, name: str) -> None:
    async with opened(settings, database=existing, whatever_tables=True) as found:
        differing = await beside(found, _chosen(found.projections, name), name)
        if differing:
            names, reasons = ", ".join(each.name for each in differing), "; ".join(map(str, differing))
            raise Failed("Projection {name} was not switched: {why}.", name=names, why=reasons)


async def beside(found: Opened, wanted: Sequence[Projection], name: str) -> list[DigestsDiffer]:
    """Rebuilds them under a bar of that name; answers those that were not switched. Raises Failed, Hindered."""
    with progress_bar() as bar:
        task = bar.add_task(name, total=None)

        def progress(done: int, whole: int) -> None:
            bar.update(task, completed=done, total=whole)

        try:
            return await rebuild_all(found.dsn, found.ledger, wanted, progress)
        except RebuildRunning as running:
            raise Failed(RUNNING, name=running) from None


def _chosen(projections: Sequence[Projection], name: str) -> list[Projection]:
    wanted = [projection for projection in projections if name in (ALL, projection.name)]
    if not wanted:
        names = ", ".join(projection.name for projection in projections)
        raise Failed("There is no projection {name}; there are: {names}.", name=name, names=names)
    return wanted
