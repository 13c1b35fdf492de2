"""aid-ledger migrate"""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.options import Data
from api.cli.terminal import run, settings_with, tell
from api.database import running
from api.settings import Settings
from api.startup import PREPARE_SECONDS, migrated
from domain.ledger.postgres.epochs import Epoch, recognise
from domain.ledger.postgres.migrate import migrate as apply
from projections.all import all_projections
from projections.engine.checkpoints import prepare

RESTORED = (
    "This log was restored: its epoch {number} begins after position {position}. Tables folded before hold what it"
    " does not: run now: aid-ledger rebuild all"
)
TABLES_KEPT = (
    "This database was moved or recovered as a whole: epoch {number} of its log begins after position"
    " {position}."
)


def migrate(
    data: Data = None,
    restored: Annotated[
        bool, typer.Option("--restored", help="The files of the database were put back from a copy.")
    ] = False,
) -> None:
    """Bring the database to the form that this version needs."""
    settings = settings_with(data=data)
    applied, epoch = run(settings, _migrate(settings, restored))
    for name in applied:
        typer.echo(name)
    if epoch:
        tell(settings, TABLES_KEPT if epoch.kept else RESTORED, number=epoch.number, position=epoch.position)
    elif not applied:
        tell(settings, "Nothing to do: every migration is applied.")


async def _migrate(settings: Settings, restored: bool) -> tuple[list[str], Epoch | None]:
    async with running(settings) as dsn:
        applied = await apply(dsn, settings.code, with_login=settings.database_url is None)
        epoch = await recognise(dsn, settings.code, restored)
        async with migrated(dsn, settings, settings.statement_timeout_seconds) as ledger:
            # It opens under its secret, which a new one is given now.
            async with ledger.pool.acquire(PREPARE_SECONDS) as connection:
                await prepare(connection, all_projections(ledger.policy))
            return applied, epoch
