"""The secret that a ledger of our own was given when it was made: ``<data>/secret``, for its owner alone."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import structlog

BYTES = 32
LENGTH = 2 * BYTES  # characters: it is written in hexadecimal

DAMAGED = (
    "The secret in {path} is damaged: it has {length} characters instead of {whole}. Restore the file from the backup;"
    " a new secret could not read the names in this ledger."
)
UNREADABLE = (
    "The secret in {path} cannot be read ({reason}). Let this account read it, or restore it from the backup."
)

log = structlog.get_logger(__name__)


class SecretUnusable(Exception):
    """Nothing is to be signed or encrypted. template: says why, and what to do, with named places."""

    def __init__(self, template: str, **details: Any) -> None:
        super().__init__(template.format_map(details))
        self.template = template
        self.details = details


def path_in(folder: Path) -> Path:
    return folder / "secret"


def kept_secret(folder: Path) -> str:
    """The one kept in the folder, made on first use. Raises SecretUnusable for what is not as it was made."""
    path = path_in(folder)
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _write_once(path, secrets.token_hex(BYTES))
    return _read(path)


def _read(path: Path) -> str:
    try:
        secret = path.read_text("ascii").strip()
        open_to_others = path.stat().st_mode & 0o077
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SecretUnusable(UNREADABLE, path=path, reason=reason) from None
    if len(secret) < LENGTH:
        raise SecretUnusable(DAMAGED, path=path, length=len(secret), whole=LENGTH)
    if open_to_others:
        log.warning("secret_is_open_to_others", advice=f"chmod 600 {path}")
    return secret


def _write_once(path: Path, text: str) -> None:
    # The link appears whole or not at all, and of two processes starting at once only one makes it.
    with NamedTemporaryFile("w", dir=path.parent) as draft:
        draft.write(text)
        draft.flush()
        os.fsync(draft.fileno())
        with suppress(FileExistsError):
            os.link(draft.name, path)
