"""Whose the server is. PostgreSQL refuses to run as root; root lends it an account that owns nothing else."""

from __future__ import annotations

import os
import pwd
import stat
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

NAME = "aid-ledger"


class Account(NamedTuple):
    """A user and its group, by their numbers."""

    user: int
    group: int

    def as_options(self) -> dict[str, Any]:
        """For subprocess."""
        return {"user": self.user, "group": self.group, "extra_groups": []}


def account_of(folder: Path) -> Account | None:
    """The account that owns a data folder, or is to own a new one; None where the process's own will do.

    Raises RuntimeError where root can't make one.
    """
    if os.geteuid() != 0:
        return None
    owner = folder.stat() if folder.exists() else None
    if owner and owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    return _lent()


def give(account: Account | None, folder: Path) -> None:
    """Hands a folder with all that is in it to the account, and opens the way to it."""
    if account:
        let_in(folder)
        _change("chown", f"{account.user}:{account.group}", folder)


def let_in(path: Path) -> None:
    """Lets everybody pass through the folders above, without reading them."""
    for above in path.parents:
        mode = above.stat().st_mode
        if not mode & stat.S_IXOTH:
            above.chmod(mode | stat.S_IXOTH)


def lend(*folders: Path) -> None:
    """Lets everybody read what is in the folders, which a strict umask may have closed."""
    _change("chmod", "o+rX", *folders)


def _lent() -> Account:
    with suppress(KeyError):
        return _found()
    make = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
    with suppress(OSError):
        subprocess.run(make, capture_output=True)  # It may fail, too, because another process was faster.
    try:
        return _found()
    except KeyError:
        raise RuntimeError(
            f"PostgreSQL does not run as root: make an account {NAME} for it, or run as an ordinary user"
        ) from None


def _found() -> Account:
    entry = pwd.getpwnam(NAME)
    return Account(entry.pw_uid, entry.pw_gid)


def _change(command: str, to: str, *folders: Path) -> None:
    subprocess.run([command, "-R", to, *folders], check=True, capture_output=True)
