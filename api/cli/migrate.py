"""aid-ledger migrate"""

from __future__ import annotations

import typer

from api.cli.options import Data
from api.cli.terminal import run, settings_with, tell
from api.database import running
from api.settings import Settings
from api.startup import PREPARE_SECONDS, migrated
from domain.ledger.postgres.migrate import migrate as apply
from projections.all import all_projections
from projections.engine.checkpoints import prepare


def migrate(data: Data = None) -> None:
    """Bring the database to the form that this version needs."""
    settings = settings_with(data=data)
    for name in (applied := run(settings, _migrate(settings))):
        typer.echo(name)
    if not applied:
        tell(settings, "Nothing to do: every migration is applied.")


async def _migrate(settings: Settings) -> list[str]:
    async with running(settings) as dsn:
        applied = await apply(dsn, settings.code, with_login=settings.database_url is None)
        async with migrated(dsn, settings, settings.statement_timeout_seconds) as ledger:
            # It opens under its secret, which a new one is given now.
            async with ledger.pool.acquire(PREPARE_SECONDS) as connection:
                await prepare(connection, all_projections(ledger.policy))
            return applied
