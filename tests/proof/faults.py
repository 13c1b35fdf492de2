"""What happens to PostgreSQL's own processes."""

from __future__ import annotations

from pathlib import Path
from random import Random

import psutil

from api.database import NAME
from api.postgres.postmaster import postmaster


def backends(folder: Path) -> list[psutil.Process]:
    """The processes that work for whoever is connected to the ledger."""
    where = postmaster(folder)
    if where is None:
        return []
    try:
        children = psutil.Process(where.number).children()
        return [child for child in children if NAME in " ".join(child.cmdline())]
    except psutil.NoSuchProcess:
        return []


def any_backend(folder: Path, chance: Random) -> psutil.Process:
    return chance.choice(backends(folder))


def kill_postmaster(folder: Path) -> None:
    """kill -9 of the first process alone; the others find out by themselves."""
    where = postmaster(folder)
    assert where is not None
    psutil.Process(where.number).kill()
