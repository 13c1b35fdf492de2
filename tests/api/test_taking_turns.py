"""Who starts or stops the embedded server does so alone; one that stands still at it is not waited for without end."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from api import embedded


@pytest.fixture
def taken(tmp_path: Path) -> Iterator[Path]:
    """A folder at which somebody else is."""
    with (tmp_path / "postgres.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield tmp_path / "postgres"


@pytest.mark.parametrize("what", [embedded.start, embedded.stop])
def test_whoever_waits_is_told_what_for_and_gives_up(taken: Path, what: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(embedded, "RECOVERY_SECONDS", 0.3)
    monkeypatch.setattr(embedded, "ORPHAN_SECONDS", 0)
    monkeypatch.setattr(embedded, "TELL_SECONDS", 0.1)
    with capture_logs() as logged, pytest.raises(RuntimeError, match="get free of another process"):
        what(taken)
    assert logged[0]["event"] == "database.awaited"
