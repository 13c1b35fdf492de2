"""The database that a ledger lives in: a PostgreSQL server named by its URL, or one of the house's own."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import asyncpg

from api import embedded
from api.settings import Settings
from domain.ledger.hindrance import Hindered
from domain.ledger.postgres.schemas import Schemas
from domain.ledger.postgres.spell import Spell
from domain.ledger.postgres.waiting import HELD, LONGEST, STILL

NAME, OWNER = "aid_ledger", "postgres"

CREATE = (
    f"CREATE DATABASE {NAME} TEMPLATE template0 LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
)

# Only what suits short statements on a local disk. Nothing here may cost durability.
TUNING = ("timezone = 'UTC'", "jit = off", "random_page_cost = 1.1", "work_mem = '16MB'")

WATCH_SECONDS = 0.5
"""How often the embedded server is looked after, in seconds."""

PREPARE_SECONDS = 30.0
"""Longest that another process is waited for which prepares the database, too."""

_users: Counter[Path] = Counter()


async def start(settings: Settings) -> str:
    """Make sure there is a database, and answer its DSN for asyncpg.

    A database that the settings name is left as it is. The embedded one is started or joined, and ends
    with the last process that uses it. Raises what ``embedded.start`` raises.
    """
    if settings.database_url:
        return settings.database_url
    opening = asyncio.create_task(_open(_folder(settings)))
    try:
        dsn = await asyncio.shield(opening)
    except asyncio.CancelledError:
        await _let_go(settings, opening)
        raise
    _users[_folder(settings)] += 1
    return dsn


def as_application(dsn: str, settings: Settings) -> str:
    """The database for who serves. The house's own is entered by a login that can't become its owner again; whose
    login a named one is entered by is a matter of its URL.
    """
    if settings.database_url:
        return dsn
    return dsn.replace(f"//{OWNER}@", f"//{Schemas(settings.code).login}@", 1)


async def stop(settings: Settings) -> None:
    """Undo one ``start``. The embedded server ends when nobody is left."""
    folder = _folder(settings)
    if settings.database_url or not _users[folder]:
        return
    _users[folder] -= 1
    if not _users[folder]:
        await asyncio.to_thread(embedded.stop, folder)


def is_there(settings: Settings) -> bool:
    """Whether there is a server to ask, or the files of one."""
    return settings.database_url is not None or (_folder(settings) / "PG_VERSION").exists()


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[str]:
    """``start`` and ``stop`` around a block; meanwhile an embedded server that dies is started again."""
    dsn = await start(settings)
    watch = asyncio.create_task(_look_after(settings))
    try:
        yield dsn
    finally:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch
        await stop(settings)


async def _let_go(settings: Settings, opening: asyncio.Task[str]) -> None:
    """A start that nobody waits for any longer comes to its end all the same, and its server goes again."""
    with suppress(Exception):
        await opening
        _users[_folder(settings)] += 1
        await stop(settings)


async def _look_after(settings: Settings) -> None:
    folder = _folder(settings)
    dead, not_revived = (
        Spell("database.died", "database.lives"),
        Spell("database.not_revived", "database.revived"),
    )
    while not settings.database_url:
        await asyncio.sleep(WATCH_SECONDS)
        if embedded.is_running(folder):
            dead.is_past()
            not_revived.is_past()
            continue
        dead.goes_on(folder=str(folder))
        try:
            await _open(folder)
        except Exception as error:  # noqa: BLE001 - told, and tried again
            not_revived.goes_on(folder=str(folder), exc_info=error)


async def _open(folder: Path) -> str:
    place = await asyncio.to_thread(embedded.start, folder)
    await _prepare(f"postgresql://{OWNER}@/postgres?{place}")
    return f"postgresql://{OWNER}@/{NAME}?{place}"


async def _prepare(dsn: str) -> None:
    connection = await asyncpg.connect(dsn, timeout=PREPARE_SECONDS, command_timeout=PREPARE_SECONDS)
    try:
        await connection.execute(f"SET lock_timeout = '{LONGEST}s'; SET idle_session_timeout = '{STILL}s'")
        await connection.execute("SELECT pg_advisory_lock(1)")  # held until the connection closes
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", NAME):
            await connection.execute(CREATE)
        for choice in TUNING:
            await connection.execute(f"ALTER DATABASE {NAME} SET {choice}")
    except asyncpg.LockNotAvailableError:
        raise Hindered(HELD, seconds=LONGEST) from None
    finally:
        await connection.close(timeout=2)


def _folder(settings: Settings) -> Path:
    return settings.data / "postgres"
