"""What lasts is told when it begins, once a minute while it goes on, and when it is over."""

from __future__ import annotations

import time

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from domain.ledger.postgres.spell import QUIET_SECONDS, SETTLED_SECONDS, Spell


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, in its one entry."""
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def told(logs: list[EventDict]) -> list[tuple[str, int]]:
    return [(line["event"], line["times"]) for line in logs]


def test_it_is_told_once_a_minute_and_at_its_end(clock: list[float]) -> None:
    rain = Spell("rain", "sun")
    with capture_logs() as logs:
        rain.is_past()
        for _ in range(int(QUIET_SECONDS) * 16 + 10):
            rain.goes_on(drops=7)
            clock[0] += 0.125
        clock[0] += SETTLED_SECONDS
        rain.is_past()
        rain.is_past()
    assert told(logs) == [("rain", 1), ("rain", 481), ("rain", 961), ("sun", 970)]
    assert (logs[0]["drops"], logs[-1]["seconds"]) == (7, 123)


def test_what_comes_and_goes_is_one_spell(clock: list[float]) -> None:
    rain = Spell("rain", "sun")
    with capture_logs() as logs:
        for _ in range(20):
            rain.goes_on()
            clock[0] += SETTLED_SECONDS / 2
            rain.is_past()
    assert told(logs) == [("rain", 1)]


def test_the_next_one_is_told_anew(clock: list[float]) -> None:
    rain = Spell("rain", "sun")
    with capture_logs() as logs:
        for _ in range(2):
            rain.goes_on()
            clock[0] += SETTLED_SECONDS
            rain.is_past()
    assert told(logs) == [("rain", 1), ("sun", 1)] * 2
