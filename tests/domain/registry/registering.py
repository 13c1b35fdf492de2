"""Registering in memory, line by line."""

from __future__ import annotations

from typing import Any

from domain.registry.new_student import NewStudent
from domain.registry.register_students import RegisteredLine, RegisterStudents
from tests.support.memory import MemoryLog, memory_story
from tests.support.people import holder, new_student
from tests.support.story import OTHER_SCHOOL, SCHOOL, Story


async def two_schools() -> Story:
    story = memory_story()
    await story.school()
    await story.school(OTHER_SCHOOL)
    return story


async def sent(story: Story, *lines: NewStudent, school: str = SCHOOL) -> list[RegisteredLine]:
    """What becomes of the lines of one batch."""
    values = {"school_code": school, "students": list(lines)}
    return (await story.act(holder("REGISTRAR", school), RegisterStudents, **values)).results


async def one_sent(story: Story, school: str = SCHOOL, **line: Any) -> RegisteredLine:
    """What becomes of the first student's line, sent alone; ``line`` says what is otherwise."""
    [result] = await sent(story, new_student(0, **line), school=school)
    return result


def refused(line: RegisteredLine) -> list[tuple[str, list[str | int]]]:
    """The code and the field of every refusal."""
    return [(error.code.value, error.path) for error in line.errors]


def events(story: Story) -> int:
    """How many the log holds."""
    assert isinstance(story.log, MemoryLog)
    return len(story.log.events)
