"""The server process of a data folder, as its file ``postmaster.pid`` and the process table tell of it."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import psutil

from api.postgres.programs import succeeds


class Postmaster(NamedTuple):
    """Its process, and where it listens."""

    number: int
    port: str
    sockets: Path


def postmaster(folder: Path) -> Postmaster | None:
    """The one that the file names, dead or alive; None while there is none, or it has yet to say where."""
    with suppress(OSError, ValueError):
        number, _, _, port, sockets, *_ = _lines(folder)
        return Postmaster(int(number), port, Path(sockets))
    return None


def is_alive(folder: Path) -> bool:
    """Whether there is one, be it ready, still recovering or about to die."""
    return _process(folder) is not None


def end(folder: Path) -> None:
    """Tells it to end: sessions are broken off, everything is written down."""
    with suppress(psutil.Error):
        if process := _process(folder):
            process.send_signal(signal.SIGINT)


def answers(folder: Path) -> bool:
    """Whether a connection is accepted, now: only that tells a server from one that was just killed."""
    found = postmaster(folder)
    return found is not None and succeeds(
        "pg_isready", f"--host={found.sockets}", f"--port={found.port}", "--username=postgres", folder=folder
    )


def is_inhabited(folder: Path) -> bool:
    """Whether any server process works on the folder, also a backend whose postmaster was killed."""
    return any(_serves(process, folder) for process in psutil.process_iter())


def forget(folder: Path) -> None:
    """Removes the locks of a dead one.

    Its number may belong to another process by now, or to its own zombie: either would be taken for the
    server, in the data folder and at the socket.
    """
    if dead := postmaster(folder):
        lock = dead.sockets / f".s.PGSQL.{dead.port}.lock"
        with suppress(OSError):
            if lock.read_text().split()[:1] == [str(dead.number)]:
                lock.unlink()
    (folder / "postmaster.pid").unlink(missing_ok=True)


def _process(folder: Path) -> psutil.Process | None:
    with suppress(psutil.Error, OSError, ValueError, IndexError):
        process = psutil.Process(int(_lines(folder)[0]))
        return process if _serves(process, folder) else None
    return None


def _lines(folder: Path) -> list[str]:
    """Of its file. A path stands in it as the system has it, in whatever encoding, with any line break but one."""
    return os.fsdecode((folder / "postmaster.pid").read_bytes()).split("\n")


def _serves(process: psutil.Process, folder: Path) -> bool:
    with suppress(psutil.Error):
        return (process.name(), process.cwd()) == ("postgres", str(folder))
    return False
