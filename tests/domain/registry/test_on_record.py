"""Somebody who is on record already is named as equal, given back with a reason, or held; never lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from domain.vocabulary import Hukou, StudyMode, Track
from tests.domain.registry.registering import events, one_sent, refused, sent, two_schools
from tests.support.people import new_student
from tests.support.story import OTHER_SCHOOL, Story

CARD, OTHER_CARD = "6217990000000000014", "6228480402564890018"


async def enrolled(**line: Any) -> tuple[Story, str]:
    """Registered and approved; the enrolment."""
    story = await two_schools()
    [enrolment] = await story.students(1, **line)
    return story, enrolment


async def test_an_approved_student_sent_again_is_done_already_and_not_a_second_record() -> None:
    story, enrolment = await enrolled(bank_card=CARD, class_name="一班")
    before = events(story)
    again = await one_sent(story, bank_card=CARD, class_name="一班")
    assert (again.enrolment, refused(again)) == (enrolment, [("ALREADY_DONE", ["idNumber"])])
    assert events(story) == before


@pytest.mark.parametrize(("kind", "back"), [("SUSPEND", "RESUME"), ("RETAIN_FOR_SERVICE", "")])
async def test_so_is_who_is_suspended_or_on_service(kind: str, back: str) -> None:
    story, enrolment = await enrolled()
    await story.change(enrolment, kind, "2016-03-01")
    assert (await one_sent(story)).enrolment == enrolment
    if back:
        await story.change(enrolment, back, "2016-09-01")
        assert (await one_sent(story)).enrolment == enrolment


async def test_so_is_who_waits_and_who_is_held() -> None:
    story, _ = await enrolled()
    [waiting] = await sent(story, new_student(1))
    [held] = await sent(story, new_student(0), school=OTHER_SCHOOL)
    before = events(story)
    [again] = await sent(story, new_student(1))
    [held_again] = await sent(story, new_student(0), school=OTHER_SCHOOL)
    assert (again.enrolment, refused(again)) == (waiting.enrolment, [("ALREADY_DONE", ["idNumber"])])
    assert (held_again.enrolment, held_again.errors[0].details["status"]) == (held.enrolment, "HELD")
    assert refused(held_again) == [("ALREADY_DONE", ["idNumber"])]
    assert events(story) == before


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("hukou", {"hukou": Hukou.URBAN}),
        ("originDivisionCode", {"origin_division_code": "371502"}),
        ("povertyBelt", {"poverty_belt": True}),
        ("majorCode", {"major_code": "010200", "agricultural_major": True}),
        ("majorCode", {"major_name": "果蔬花卉生产技术"}),
        ("agriculturalMajor", {"agricultural_major": False}),
        ("artsPerformance", {"arts_performance": True}),
        ("entryDate", {"entry_date": date(2015, 9, 2)}),
        ("years", {"years": 2.5}),
        ("studyMode", {"study_mode": StudyMode.PART_TIME}),
        ("track", {"track": Track.FIVE_YEAR}),
        ("className", {"class_name": "二班"}),
        ("bankCard", {"bank_card": OTHER_CARD}),
    ],
)
@pytest.mark.parametrize("approved", [True, False])
async def test_whoever_is_sent_with_another_detail_comes_back_and_the_field_is_named(
    field: str, line: dict[str, Any], approved: bool
) -> None:
    story = await two_schools()
    first = await story.registered([new_student(0, class_name="一班", bank_card=CARD)])
    if approved:
        await story.approved(first)
    before = events(story)
    again = await one_sent(story, **{"class_name": "一班", "bank_card": CARD} | line)
    assert (again.enrolment, refused(again)) == (None, [("INVALID_INPUT", [field])])
    assert events(story) == before


async def test_every_field_that_differs_is_named_and_no_card_stands_in_what_is_kept() -> None:
    story, _ = await enrolled(bank_card=CARD, class_name="一班")
    again = await one_sent(story, bank_card=OTHER_CARD, class_name="二班", hukou=Hukou.URBAN)
    assert [path for _, path in refused(again)] == [["hukou"], ["className"], ["bankCard"]]
    assert again.errors[1].details == {"recorded": "一班", "sent": "二班"}
    kept = msgspec.json.encode(again).decode()
    assert CARD not in kept
    assert OTHER_CARD not in kept


async def test_a_field_that_is_left_out_says_nothing() -> None:
    story, enrolment = await enrolled(bank_card=CARD, class_name="一班", agricultural_major=True)
    assert (await one_sent(story)).enrolment == enrolment
    assert (await one_sent(story, class_name=" ", bank_card="")).enrolment == enrolment
    assert (await one_sent(story, class_name="一班 ", bank_card=f" {CARD}")).enrolment == enrolment


async def test_the_major_registered_and_the_one_studied_now_are_both_equal_to_the_record() -> None:
    story, enrolment = await enrolled()
    studied = {"major_code": "010200", "major_name": "现代农艺技术"}
    await story.change(
        enrolment, "CHANGE_MAJOR", "2015-11-01", to_major_code="010200", to_major_name="现代农艺技术"
    )
    assert (await one_sent(story)).enrolment == enrolment
    assert (await one_sent(story, **studied)).enrolment == enrolment
    neither = await one_sent(story, major_code="010300", major_name="观光农业经营")
    assert refused(neither) == [("INVALID_INPUT", ["majorCode"])]
    assert neither.errors[0].details["recorded"] == "010200 现代农艺技术"


async def test_who_came_by_transfer_is_equal_by_the_day_of_entry_and_by_that_of_arrival() -> None:
    story, enrolment = await enrolled()
    await story.change(enrolment, "TRANSFER", "2016-03-10", to_school_code=OTHER_SCHOOL)
    arrived = enrolment.replace(".1", ".2")
    for entry in (date(2015, 9, 1), date(2016, 3, 10)):
        assert (await one_sent(story, OTHER_SCHOOL, entry_date=entry)).enrolment == arrived
    again = await one_sent(story)
    assert (again.enrolment, refused(again)) == (None, [("WRONG_STATE", ["entryDate"])])


@pytest.mark.parametrize("own", [CARD, None])
async def test_the_card_that_another_school_gave_neither_differs_nor_can_be_guessed(own: str | None) -> None:
    story, enrolment = await enrolled(bank_card=own)
    [held] = await sent(story, new_student(0, bank_card=OTHER_CARD), school=OTHER_SCHOOL)
    assert (await one_sent(story, bank_card=own)).enrolment == enrolment
    assert refused(await one_sent(story, bank_card=OTHER_CARD)) == [("INVALID_INPUT", ["bankCard"])]
    assert (await one_sent(story, OTHER_SCHOOL, bank_card=OTHER_CARD)).enrolment == held.enrolment


async def test_the_card_of_who_came_by_transfer_came_along() -> None:
    story, enrolment = await enrolled(bank_card=CARD)
    await story.change(enrolment, "TRANSFER", "2016-03-10", to_school_code=OTHER_SCHOOL)
    assert (await one_sent(story, OTHER_SCHOOL, bank_card=CARD)).enrolment == enrolment.replace(".1", ".2")
    assert refused(await one_sent(story, OTHER_SCHOOL, bank_card=OTHER_CARD)) == [
        ("INVALID_INPUT", ["bankCard"])
    ]


@pytest.mark.parametrize("school", ["3637000001", OTHER_SCHOOL])
async def test_a_number_on_record_under_another_name_is_never_silently_that_person(school: str) -> None:
    story, _ = await enrolled()
    before = events(story)
    other = await one_sent(story, school, name="李四")
    assert (other.enrolment, refused(other)) == (None, [("INVALID_INPUT", ["name"])])
    kept = msgspec.json.encode(other).decode()
    assert "学生" not in kept
    assert "李四" not in kept
    assert events(story) == before


async def test_a_name_typed_in_another_way_is_the_same_one() -> None:
    story, enrolment = await enrolled(name="买买提·吐尔逊")
    assert (await one_sent(story, name="买买提 • 吐尔逊")).enrolment == enrolment


@pytest.mark.parametrize("kind", ["WITHDRAW", "EXPEL", "TRANSFER"])
async def test_whoever_left_comes_back_with_a_reason_unless_it_says_a_later_entry(kind: str) -> None:
    story, enrolment = await enrolled()
    values = {"to_school_code": OTHER_SCHOOL} if kind == "TRANSFER" else {}
    await story.change(enrolment, kind, "2016-03-01", **values)
    before = events(story)
    for entry in (date(2015, 9, 1), date(2016, 3, 1)):
        again = await one_sent(story, entry_date=entry)
        assert (again.enrolment, refused(again)) == (None, [("WRONG_STATE", ["entryDate"])])
        assert again.errors[0].details["day"] == "2016-03-01"
    assert events(story) == before
    back = await one_sent(story, entry_date=date(2016, 9, 1))
    assert back.enrolment == enrolment.replace(".1", ".3" if kind == "TRANSFER" else ".2")
    assert [code for code, _ in refused(back)] == (["DOUBLE_ENROLMENT"] if kind == "TRANSFER" else [])


async def test_a_return_sent_again_is_done_already_and_the_first_entry_comes_back() -> None:
    story, enrolment = await enrolled()
    await story.change(enrolment, "WITHDRAW", "2016-03-01")
    back = await story.registered([new_student(0, entry_date=date(2016, 9, 1))])
    await story.approved(back)
    assert (await one_sent(story, entry_date=date(2016, 9, 1))).enrolment == back[0]
    assert refused(await one_sent(story)) == [("INVALID_INPUT", ["entryDate"])]


async def test_a_change_that_is_still_to_come_leaves_a_student_where_they_are() -> None:
    story, enrolment = await enrolled()
    await story.change(enrolment, "WITHDRAW", f"{date.today().year + 1}-01-01")
    assert (await one_sent(story)).enrolment == enrolment


@pytest.mark.parametrize("school", ["3637000001", OTHER_SCHOOL])
async def test_the_dead_are_not_registered_again_and_nobody_else_learns_why(school: str) -> None:
    story, enrolment = await enrolled()
    await story.change(enrolment, "DECEASED", "2016-03-01")
    again = await one_sent(story, school, entry_date=date(2016, 9, 1))
    assert (again.enrolment, refused(again)) == (None, [("WRONG_STATE", ["idNumber"])])
    assert again.errors[0].details == {}


async def test_what_was_cancelled_is_registered_anew_with_a_word() -> None:
    story, enrolment = await enrolled()
    await story.change(enrolment, "CANCEL", "2015-09-01")
    again = await one_sent(story)
    assert (again.enrolment, again.errors) == (enrolment.replace(".1", ".2"), [])
    assert [warning.code for warning in again.warnings] == ["ENROLMENT_CANCELLED"]
    assert (await one_sent(story, entry_date=date(2016, 9, 1))).warnings == []


async def test_one_person_twice_in_a_batch_is_equal_or_comes_back() -> None:
    story = await two_schools()
    lines = [new_student(0), new_student(0), new_student(0, class_name="二班"), new_student(0, name="李四")]
    first, equal, other, stranger = await sent(story, *lines)
    assert (first.errors, equal.enrolment) == ([], first.enrolment)
    assert refused(equal) == [("ALREADY_DONE", ["idNumber"])]
    assert refused(other) == [("INVALID_INPUT", ["className"])]
    assert refused(stranger) == [("INVALID_INPUT", ["name"])]


async def test_at_another_school_the_second_record_is_held() -> None:
    story, enrolment = await enrolled()
    second = await one_sent(story, OTHER_SCHOOL, class_name="三班")
    assert (second.enrolment, refused(second)) == (
        enrolment.replace(".1", ".2"),
        [("DOUBLE_ENROLMENT", ["idNumber"])],
    )
