"""Where a server listens: in its data folder, or in a short private folder where that path won't do."""

from __future__ import annotations

import os
import re
import shutil
import stat
from hashlib import sha256
from pathlib import Path

from api.postgres.account import Account, give

SHORT = Path("/tmp")  # noqa: S108 the one short path that every process finds; what lies in it is checked
LONGEST = 90
"""Bytes of a folder's path: a socket's has 103 at most on every system, and its name takes 13."""

PLAIN = re.compile(r"[\w/.-]+")
"""What neither a server's list of folders nor a client's list of hosts takes apart."""


def socket_folder(folder: Path, account: Account | None) -> Path:
    """The same at each start, as those who use the server keep its address. Raises RuntimeError."""
    if _will_do(folder):
        return folder
    short = _short(folder)
    short.mkdir(mode=0o700, exist_ok=True)
    _check(short, {os.geteuid(), account.user if account else os.geteuid()})
    give(account, short)
    return short


def clear(folder: Path) -> None:
    """Removes the short folder of a server that has ended."""
    if not _will_do(folder):
        shutil.rmtree(_short(folder), ignore_errors=True)


def _will_do(folder: Path) -> bool:
    return len(os.fsencode(folder)) <= LONGEST and PLAIN.fullmatch(str(folder)) is not None


def _short(folder: Path) -> Path:
    # With the number of the folder, for a server may outlive a folder that was deleted under it.
    number = folder.stat().st_ino
    return SHORT / f"aid-ledger-{sha256(os.fsencode(folder)).hexdigest()[:16]}-{number}"


def _check(short: Path, owners: set[int]) -> None:
    # Anybody may make a folder there before us.
    found = short.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners or found.st_mode & 0o077:
        raise RuntimeError(f"{short} is somebody else's: remove it")
