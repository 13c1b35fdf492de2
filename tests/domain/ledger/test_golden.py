"""What was stored once can be read for ever: one golden file for every version of every kind of event."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from eventsourcing.persistence import DatetimeAsISO, JSONTranscoder, StoredEvent
from eventsourcing.utils import get_topic, resolve_topic

from domain.catalogue import EVENTS
from domain.ledger.codec import MAPPER
from tests.domain.ledger import golden

KEPT = sorted(path.stem for path in golden.FOLDER.glob("*.v*.json"))


def test_every_kind_of_event_has_a_golden_file() -> None:
    missing = sorted(set(EVENTS) - set(KEPT))
    assert missing == [], (
        f"tell of {missing} in tests/domain/ledger/golden.py, then: python -m tests.domain.ledger.golden"
    )


def test_no_kind_of_event_was_ever_taken_back() -> None:
    assert sorted(set(KEPT) - set(EVENTS)) == []


@pytest.mark.parametrize("topic", KEPT)
def test_it_loads(topic: str) -> None:
    sample = golden.read(topic)
    event = golden.CODEC.decode(sample.row)
    assert type(event) is EVENTS[topic]
    assert (event.originator_id, event.originator_version) == (
        sample.originator_id,
        sample.originator_version,
    )
    assert (event.position, event.KIND.name, event.timestamp.utcoffset() is not None) == (
        golden.POSITION,
        topic,
        True,
    )
    assert event.actor
    assert event.command
    kept: dict[str, Any] = json.loads(sample.state)
    for name in kept.keys() - {"timestamp"}:
        assert getattr(event, name) == kept[name]


@pytest.mark.parametrize("topic", KEPT)
def test_it_holds_all_that_its_class_declares(topic: str) -> None:
    event = golden.CODEC.decode(golden.read(topic).row)
    declared = {
        name for cls in type(event).__mro__ for name in vars(cls).get("__annotations__", {}) if name.islower()
    }
    assert declared - vars(event).keys() - {"class_version", "originator_id_type"} == set()


@pytest.mark.parametrize("topic", KEPT)
def test_it_is_stored_again_as_it_was(topic: str) -> None:
    sample = golden.read(topic)
    event = MAPPER.to_domain_event(StoredEvent(*sample))
    again = MAPPER.to_stored_event(event)
    assert (again.originator_id, again.originator_version, again.topic) == sample[:3]
    assert json.loads(again.state) == json.loads(sample.state)


@pytest.mark.parametrize("topic", KEPT)
def test_the_short_way_of_reading_gives_what_the_librarys_mapper_gives(topic: str) -> None:
    sample = golden.read(topic)
    short, long = golden.CODEC.decode(sample.row), MAPPER.to_domain_event(StoredEvent(*sample))
    assert {name: value for name, value in vars(short).items() if name != "position"} == vars(long)


@pytest.mark.parametrize("topic", KEPT)
def test_the_librarys_own_transcoder_reads_it(topic: str) -> None:
    stock = JSONTranscoder()
    stock.register(DatetimeAsISO())
    read = stock.decode(golden.read(topic).state)
    assert read["timestamp"] == golden.CODEC.decode(golden.read(topic).row).timestamp


@pytest.mark.parametrize("topic", KEPT)
def test_it_holds_nothing_but_text_whole_numbers_and_lists_of_them(topic: str) -> None:
    state = json.loads(golden.read(topic).state)
    state.pop("timestamp")
    halves = {"years"} if topic == "registry.EnrolmentRegistered.v1" else set()
    for name, value in state.items():
        assert name in halves or "." not in re.sub(r'"[^"]*"', "", json.dumps(value)), name


@pytest.mark.parametrize("topic", sorted(EVENTS))
def test_stored_names_carry_a_version_and_are_no_module_paths(topic: str) -> None:
    assert re.fullmatch(r"(registry|aid|funds|oversight)\.[A-Z][A-Za-z]+\.v[1-9][0-9]*", topic)
    assert get_topic(EVENTS[topic]) == topic
    assert resolve_topic(topic) is EVENTS[topic]
    assert EVENTS[topic].__module__ not in topic
    assert ":" not in topic


@pytest.mark.parametrize(
    "topic", [topic for topic in KEPT if b"originator_topic" in golden.read(topic).state]
)
def test_so_are_the_names_of_streams(topic: str) -> None:
    name = json.loads(golden.read(topic).state)["originator_topic"]
    assert re.fullmatch(r"(registry|aid|funds|oversight)\.[A-Z][A-Za-z]+", name)
    assert name == resolve_topic(name).STREAM


def test_a_whole_history_makes_the_aggregates_that_it_made_then() -> None:
    """As far as they had been thought of by then: what aggregates learnt later may be there too."""
    made = golden.aggregates(golden.history())
    then = json.loads(golden.AGGREGATES.read_text("utf-8"))
    assert made.keys() == then.keys()
    for stream, kept in then.items():
        assert _as_far_as(kept, made[stream]) == kept


def _as_far_as(then: Any, now: Any) -> Any:
    """What is there now, without the fields that were not there then."""
    if isinstance(then, dict) and isinstance(now, dict):
        return {name: _as_far_as(then.get(name), now[name]) for name in now if name in then}
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        return [_as_far_as(*pair) for pair in zip(then, now, strict=True)]
    return now


def test_that_history_holds_every_kind_of_stream() -> None:
    assert {state["stream"] for state in json.loads(golden.AGGREGATES.read_text("utf-8")).values()} == {
        "registry.School",
        "registry.Student",
        "aid.Roster",
        "aid.Run",
        "aid.Payment",
        "funds.FundAccount",
    }
