"""Free text about a person lies in the log under that person's key, and what was sealed once opens for ever."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.aid.events import PaymentFailed
from domain.aid.record_bank_results import BankResult, RecordBankResults
from domain.catalogue import EVENTS
from domain.document import Document
from domain.ledger.privacy import Seals, unseal, unwrap_all
from domain.ledger.session import Session, rebuild
from domain.registry.events import ChangeRequested, ChangeReviewed
from domain.registry.review_status_change import ReviewStatusChange
from domain.registry.student import Student
from domain.vocabulary import BankOutcome, Decision
from tests.domain.ledger import golden, sealed_texts
from tests.support.memory import MemoryLog, memory_story
from tests.support.people import PROVINCE, holder
from tests.support.story import SCHOOL, Story, payment_of, person_of

FREE_TEXT = {"reason", "comment", "documents", "evidence", "note", "remark", "statement"}
PAPER = Document(kind="MEDICAL_PROOF", reference="县医院 张三 肺结核 病历 12 号")
THEN = {
    "aid.HardshipAssessed.v1": [("evidence.0.reference", "1")],
    "aid.PaymentFailed.v1": [("reason", "账号不符")],
    "aid.PaymentReturned.v1": [("reason", "账号不符")],
    "registry.ChangeRequested.v1": [("reason", "其他")],
    "registry.ChangeReviewed.v1": [("comment", "材料不全")],
}


def test_what_was_sealed_once_opens_for_ever() -> None:
    keys = unwrap_all(
        Seals("s" * 32, PROVINCE),
        [(UUID(person), bytes.fromhex(key)) for person, key in sealed_texts.kept()["keys"].items()],
    )
    opened = {
        event.KIND.name: [
            (place, unseal(keys[UUID(str(event.person))], UUID(str(event.person)), text))
            for place, text in event.sealed_values()
        ]
        for event in sealed_texts.events()
    }
    assert opened == THEN
    assert sorted(THEN) == sealed_texts.KINDS


@pytest.mark.parametrize("topic", sealed_texts.KINDS)
def test_what_was_recorded_in_clear_before_is_read_as_it_was(topic: str) -> None:
    event = golden.CODEC.decode(golden.read(topic).row)
    assert list(event.sealed_values()) == []
    assert [text for _, text in event.texts()] == [text for _, text in THEN[topic]]


@pytest.mark.parametrize("topic", sorted(topic for topic, kind in EVENTS.items() if kind.KIND.person))
def test_no_event_about_a_person_forgets_to_declare_its_free_text(topic: str) -> None:
    kind = EVENTS[topic]
    fields = {name for cls in kind.__mro__ for name in vars(cls).get("__annotations__", {})}
    assert fields & FREE_TEXT <= kind.KIND.texts | kind.KIND.sealed


async def everything(story: Story) -> str:
    """A person of whom everything is written that anybody may write; the enrolment."""
    await story.school()
    [enrolment] = await story.students(1)
    await story.hardship(enrolment)
    change = await story.requested(enrolment, "SUSPEND", "2016-03-01", documents=[PAPER])
    decided = {"change_id": change, "decision": Decision.APPROVE, "documents": [PAPER]}
    await story.act(holder("PRINCIPAL", SCHOOL), ReviewStatusChange, comment="病情属实，父亲来电", **decided)
    return enrolment


def states(story: Story) -> str:
    assert isinstance(story.log, MemoryLog)
    return "\n".join(
        json.dumps(json.loads(row.state), ensure_ascii=False)
        for row in story.log.rows
        if "Opened" not in row.topic
    )


async def test_no_event_holds_any_of_it_in_clear() -> None:
    story = memory_story()
    await everything(story)
    assert "MEDICAL_PROOF" in states(story), "for the rules ask whether it is there"
    assert [text for text in ("肺结核", "其他", "病情属实") if text in states(story)] == []


async def test_rules_go_on_asking_for_the_kinds_of_papers() -> None:
    story = memory_story()
    person = person_of(await everything(story))
    request = (await story.load(Student, person)).requests[1]
    assert [paper["kind"] for paper in request.documents] == ["MEDICAL_PROOF"] * 2


async def test_of_an_erased_person_nothing_more_is_kept_and_the_work_goes_on() -> None:
    story = memory_story()
    [enrolment] = [await everything(story)]
    assert isinstance(story.log, MemoryLog)
    story.log.keys.clear()
    await story.change(enrolment, "CANCEL", "2015-09-01")
    *_, requested = [event for event in story.log.events if isinstance(event, ChangeRequested)]
    *_, reviewed = [event for event in story.log.events if isinstance(event, ChangeReviewed)]
    assert (requested.reason, reviewed.comment) == (None, None)


async def test_a_command_that_forgets_to_ask_for_the_key_loses_no_text() -> None:
    story = memory_story()
    person = person_of(await everything(story))
    session = Session(story.log, holder("REGISTRAR"), 0, "")
    with pytest.raises(AssertionError, match="was not asked for"):
        session.seal_text(person, "病愈")
    await session.keys([person])
    assert session.seal_text(person, "病愈")


async def test_a_banks_reason_is_sealed_under_the_payees_key() -> None:
    story = memory_story()
    await story.school()
    one, other = await story.students(2)
    await story.roster()
    await story.allocation()
    await story.bank(await story.run(), "FAILED")
    assert isinstance(story.log, MemoryLog)
    failed = [event for event in story.log.events if isinstance(event, PaymentFailed)]
    assert {event.person for event in failed} == {str(person_of(one)), str(person_of(other))}
    for event in failed:
        [(place, text)] = event.sealed_values()
        person = UUID(event.student)
        assert (place, unseal(story.log.keys[person], person, text)) == ("reason", "账号不符")


async def test_a_result_of_somebody_unreadable_falls_alone_and_goes_in_without_its_reason() -> None:
    story = memory_story()
    await story.school()
    one, other = await story.students(2)
    await story.roster()
    await story.allocation()
    run = await story.run()
    assert isinstance(story.log, MemoryLog)
    story.log.keys[person_of(one)] = None
    lines = [_failed(one, "户名不符"), _failed(other, "户名不符")]
    answer = await story.act(holder("FINANCE"), RecordBankResults, run_id=run.id, results=lines)
    assert [(line.index, line.errors[0].code) for line in answer.rejected] == [(0, "PERSON_UNREADABLE")]
    again = {"run_id": run.id, "results": [_failed(one, None)]}
    assert (await story.act(holder("FINANCE"), RecordBankResults, **again)).rejected == []


def _failed(enrolment: str, reason: str | None) -> BankResult:
    values: dict[str, Any] = {"outcome": BankOutcome.FAILED, "amount": 200_00, "on": date(2015, 9, 20)}
    return BankResult(payment_id=payment_of(enrolment), reference="回单", reason=reason, **values)


async def test_old_and_new_make_one_history() -> None:
    """A request that version 0.1 recorded is decided by this one."""
    story = memory_story()
    await everything(story)
    assert isinstance(story.log, MemoryLog)
    old = [event for event in golden.history() if event.KIND.stream == Student.STREAM]
    person = old[0].originator_id
    student = rebuild([event for event in old if event.originator_id == person])
    assert student.requests[1].reason == "其他"
    assert [step.comment for step in student.requests[1].steps] == ["材料不全"] * 2
