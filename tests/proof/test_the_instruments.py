"""What the storms are judged by notices what it is there to notice."""

from __future__ import annotations

import pytest

from tests.proof.reckoning import Recorded, held_against
from tests.proof.stranger import Wait
from tests.proof.truth import Truth
from tests.proof.watch import Look, alarm, told
from tests.proof.wire import Spoken

SCHOOL = "3637000001"
METRICS = """# TYPE aid_ledger_operation_seconds histogram
aid_ledger_operation_seconds_bucket{field="me",le="0.5",type="query"} 3.0
aid_ledger_operation_seconds_bucket{field="me",le="1.0",type="query"} 4.0
aid_ledger_operation_seconds_bucket{field="me",le="+Inf",type="query"} 6.0
aid_ledger_operation_seconds_count{field="me",type="query"} 6.0
aid_ledger_append_waiting_seconds 0.5
aid_ledger_projection_stalled_seconds{projection="aid"} 3.5
"""
STARTUP = (8 + 20).to_bytes(4) + b"\0\3\0\0" + b"user\0somebody\0......"
ASKED = (8).to_bytes(4) + (80877103).to_bytes(4)


def message(kind: bytes, body: bytes) -> bytes:
    return kind + (4 + len(body)).to_bytes(4) + body


def test_what_is_not_recorded_where_it_was_said_is_lost_and_what_is_there_twice_is_twice() -> None:
    truth = Truth()
    for position in (1, 2, 3, 4):
        truth.acknowledge(truth.begin(SCHOOL), position)
    recorded = [Recorded(1, "key 1"), Recorded(3, "key 2"), Recorded(4, "key 4"), Recorded(5, "key 1")]
    found = held_against(truth, recorded)
    assert found.lost == ["key 1", "key 2", "key 3"]
    assert found.twice == ["key 1"]


def test_a_key_that_is_answered_in_two_ways_is_noticed() -> None:
    truth = Truth()
    entry = truth.begin(SCHOOL)
    for position in (7, 7, 8):
        truth.acknowledge(entry, position)
    assert truth.contradicted == {entry.key}


def test_operations_over_a_second_alarm_and_so_does_whoever_waits_that_long() -> None:
    assert alarm(METRICS) == 6 - 4 + 3.5


@pytest.mark.parametrize(
    ("ready", "alarms", "expected"),
    [([True, False], [0, 1], True), ([True, True], [0, 1], False), ([True, False], [2, 2], False)],
    ids=["both", "by a metric alone", "by /readyz alone"],
)
def test_a_stall_is_told_by_readyz_and_a_metric(ready: list[bool], alarms: list[int], expected: bool) -> None:
    looks = [Look(10.0 + n, yes, number) for n, (yes, number) in enumerate(zip(ready, alarms, strict=True))]
    assert told([looks], Wait(10.5, 13.0)) is expected


@pytest.mark.parametrize("size", [1, 7, 1_000], ids=["byte by byte", "by seven", "at once"])
def test_statements_are_heard_whatever_pieces_they_come_in(size: int) -> None:
    said = ASKED + STARTUP
    said += message(b"P", b"one\0SELECT 1\0\0\0") + message(b"S", b"")
    said += message(b"B", b"\0one\0rest") + message(b"E", b"") + message(b"Q", b"COMMIT;\0")
    spoken = Spoken()
    pieces = [said[place : place + size] for place in range(0, len(said), size)]
    assert [text for piece in pieces for text in spoken.statements(piece)] == ["SELECT 1", "COMMIT;"]
