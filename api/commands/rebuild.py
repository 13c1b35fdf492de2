"""aid-ledger rebuild"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.progress import Progress

from api.commands.console import Failed, progress_bar, run, settings_with
from api.commands.options import Data
from api.opening import Opened, opened
from api.settings import Settings
from projections.projection import Projection
from projections.rebuild import DigestsDiffer, RebuildRunning
from projections.rebuild import rebuild as rebuild_beside

ALL = "all"


def rebuild(
    name: Annotated[str, typer.Argument(help="The projection, or all.", metavar="NAME|all")],
    data: Data = None,
) -> None:
    """Fold a projection anew from the log, beside the running server, and switch when both agree."""
    settings = settings_with(data=data)
    run(settings, _rebuild(settings, name))


async def _rebuild(settings: Settings, name: str) -> None:
    async with opened(settings) as found:
        wanted = _chosen(found.projections, name)
        with progress_bar() as bar:
            for projection in wanted:
                await _one(found, projection, bar)


def _chosen(projections: Sequence[Projection], name: str) -> list[Projection]:
    wanted = [projection for projection in projections if name in (ALL, projection.name)]
    if not wanted:
        names = ", ".join(projection.name for projection in projections)
        raise Failed("There is no projection {name}; there are: {names}.", name=name, names=names)
    return wanted


async def _one(found: Opened, projection: Projection, bar: Progress) -> None:
    task = bar.add_task(projection.name, total=None)

    def progress(done: int, all_of_it: int) -> None:
        bar.update(task, completed=done, total=all_of_it)

    try:
        await rebuild_beside(found.dsn, found.ledger, projection, progress)
    except DigestsDiffer as differ:
        raise Failed("Projection {name} was not switched: {why}.", name=projection.name, why=differ) from None
    except RebuildRunning:
        raise Failed("Projection {name} is being rebuilt already.", name=projection.name) from None
