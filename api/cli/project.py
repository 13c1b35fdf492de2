"""aid-ledger project"""

from __future__ import annotations

from api.cli.options import Data
from api.cli.terminal import run, settings_with
from api.settings import Settings
from api.startup import opened
from domain.ledger.postgres.recorder import LogReplaced
from projections.engine.follower import Follower
from projections.engine.wakeup import Wakeup


def project(data: Data = None) -> None:
    """Keep the projections up to date, without serving."""
    settings = settings_with(data=data)
    run(settings, _follow(settings), lasting=True)


async def _follow(settings: Settings) -> None:
    async with opened(settings) as found, Wakeup(found.dsn, found.ledger.schemas) as wakeup:
        await Follower(found.ledger, found.projections, wakeup).run()
        raise LogReplaced
