"""A PostgreSQL server of the ledger's own, shared by every process that opens the same data folder."""

from __future__ import annotations

import atexit
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import structlog

from api.postgres import sockets
from api.postgres.account import Account, account_of, give
from api.postgres.postmaster import answers, end, forget, is_alive, is_inhabited, postmaster
from api.postgres.programs import open_up, programs, run
from api.postgres.users import alone_with, join, leave, used

ORPHAN_SECONDS = 30.0
"""Longest that backends are waited for whose postmaster was killed."""

RECOVERY_SECONDS = 600
"""Longest that a server may take to replay its log after a crash, or to write everything at its end."""

TELL_SECONDS = 5.0
"""After which somebody who waits is told what for."""

log = structlog.get_logger(__name__)

# Of a new folder, whose owner may change it in its postgresql.conf. Nothing here may cost durability.
CHOSEN = {"max_wal_size": "192MB", "min_wal_size": "32MB", "wal_compression": "on"}


def start(folder: Path) -> str:
    """Start or join the server whose files lie in ``folder``; answers the query part of its DSN.

    Returns when it accepts connections. May be called again at any time: a server that has died since is
    started anew. Blocks. Raises NotInstalled; ValueError for a path with a line break; RuntimeError when the
    server won't come up.
    """
    folder = folder.resolve()
    if "\n" in str(folder):  # the server's own file puts the path on one line among others
        raise ValueError(f"PostgreSQL needs a path without line breaks: {str(folder)!r}")
    programs()  # before anything is left behind
    folder.parent.mkdir(parents=True, exist_ok=True)
    with alone_with(folder, _wait_for_others):
        join(folder)
        while not answers(folder):
            _come_up(folder)
        where = postmaster(folder)
    if where is None:
        raise RuntimeError(f"The embedded PostgreSQL ended as soon as it had started; see {folder / 'log'}")
    return urlencode({"host": str(where.sockets), "port": where.port})


def stop(folder: Path) -> None:
    """Let go of the server; the last process that does so shuts it down. Blocks."""
    folder = folder.resolve()
    with alone_with(folder, _wait_for_others):
        if leave(folder) and is_alive(folder):
            end(folder)
            _wait(lambda: not is_alive(folder), RECOVERY_SECONDS, "end")
            sockets.clear(folder)


def is_running(folder: Path) -> bool:
    """Whether the postmaster of ``folder`` is alive, be it ready or still recovering."""
    return is_alive(folder.resolve())


def _come_up(folder: Path) -> None:
    if is_alive(folder):
        _wait(lambda: answers(folder) or not is_alive(folder), RECOVERY_SECONDS, "answer")
        return
    # A new postmaster beside orphaned backends would damage the files; PostgreSQL itself refuses it.
    _wait(lambda: not is_inhabited(folder), ORPHAN_SECONDS, "end")
    forget(folder)
    account = account_of(folder)
    open_up(account)
    if not (folder / "PG_VERSION").exists():
        _make(folder, account)
    give(account, folder)
    _launch(folder, account)


def _make(folder: Path, account: Account | None) -> None:
    """A new data folder: whole, or not at all."""
    draft = folder.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    give(account, draft)
    settings = [f"--set={name}={value}" for name, value in CHOSEN.items()]
    run(
        "initdb",
        "--auth=trust",
        "--encoding=UTF8",
        "--no-locale",
        "--username=postgres",
        *settings,
        folder=draft,
        account=account,
    )
    draft.rename(folder)


def _launch(folder: Path, account: Account | None) -> None:
    where = sockets.socket_folder(folder, account)
    options = f"-c listen_addresses= -c unix_socket_directories={where}"
    try:
        run(
            "pg_ctl",
            "--timeout",
            str(RECOVERY_SECONDS),
            "--log",
            "log",
            "--options",
            options,
            "start",
            folder=folder,
            account=account,
        )
    except RuntimeError as failed:
        raise RuntimeError(
            f"The embedded PostgreSQL did not start; see {folder / 'log'}. {failed}"
        ) from failed


def _wait_for_others(until: Callable[[], bool]) -> None:
    _wait(until, ORPHAN_SECONDS + RECOVERY_SECONDS, "get free of another process that starts or stops it")


def _wait(until: Callable[[], bool], seconds: float, what: str) -> None:
    began = told = time.monotonic()
    while not until():
        now = time.monotonic()
        if now > began + seconds:
            raise RuntimeError(f"The embedded PostgreSQL did not {what} within {seconds:.0f} seconds")
        if now > told + TELL_SECONDS:
            told = now
            log.warning(
                "database.awaited", until=f"it does {what}", waited=round(now - began), at_most=seconds
            )
        time.sleep(0.05)


@atexit.register
def _let_go() -> None:
    for folder in used():
        stop(folder)
