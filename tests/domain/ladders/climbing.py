"""How a ladder is climbed: a situation in which a command succeeds, and for each rung what makes it refuse."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple, cast

import msgspec
import pytest

from domain.command import Answer, Command
from domain.handlers import perform
from domain.mandate import Mandate
from domain.refusal import KeptRefusal, Refusal
from domain.vocabulary import ErrorCode, Role
from tests.support.memory import MemoryLog, memory_log, memory_story
from tests.support.people import id_number
from tests.support.story import Story

Values = Mapping[str, Any]
Telling = Callable[[Story], Awaitable[Values | None]]

NEVER = date(2100, 1, 1)  # a day that has not come

# The first student of every story: ids follow from the ID number.
PERSON = memory_log().seals.person(id_number(0))
ENROLMENT, SECOND_ENROLMENT = f"{PERSON}.1", f"{PERSON}.2"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is otherwise than in the situation that succeeds, so that one rung refuses.

    by: about the one who acts. given: in the input. line: in every line of a batch.
    told: another history in place of the usual one. then: what happened after it. limits: constants, by full name.
    apart: why it cannot stand together with the fault of the rung before it.
    """

    code: ErrorCode = field(kw_only=False)
    by: Values = field(default_factory=dict)
    given: Values = field(default_factory=dict)
    line: Values = field(default_factory=dict)
    told: Telling | None = None
    then: Telling | None = None
    limits: Values = field(default_factory=dict)
    apart: str = ""

    def touches(self) -> set[str]:
        """What another fault must leave alone, lest one of the two is lost."""
        values = {"by": self.by, "given": self.given, "line": self.line, "limits": self.limits}
        named = {f"{where}.{name}" for where, changed in values.items() for name in changed}
        return named | ({"told"} if self.told else set())


@dataclass(frozen=True, kw_only=True)
class Climb:
    """A command and its situation. given: the input, but for what the telling returns.

    faults, line: one or several for each rung of the ladder and of a line's, in their order. lines: the field of these.
    """

    command: type[Command[Any]]
    by: Mandate
    given: Values
    told: Telling
    faults: Sequence[Fault]
    line: Sequence[Fault] = ()
    lines: str = ""


class Outcome(NamedTuple):
    """What was refused, all of it (raised) or its lines; recorded says whether anything was."""

    raised: ErrorCode | None
    lines: frozenset[ErrorCode]
    recorded: bool


async def outcome_of(climb: Climb, *faults: Fault) -> Outcome:
    """What the command comes to with these faults at once; what happened is told in their order."""
    story = memory_story()
    with pytest.MonkeyPatch.context() as patch:
        told = await next((fault.told for fault in faults if fault.told), climb.told)(story) or {}
        for fault in faults:
            if fault.then:
                await fault.then(story)
            for name, limit in fault.limits.items():
                patch.setattr(name, limit)
        by = replace(climb.by, **_merged(*(fault.by for fault in faults)))
        command = climb.command(idempotency_key="climb", **_input(climb, told, faults))
        try:
            done = await perform(story.log, by, command)
        except Refusal as refusal:
            return Outcome(refusal.code, frozenset(), recorded=False)
    codes = frozenset(error.code for error in _errors(done.answer))
    return Outcome(None, codes, done.position is not None)


def _input(climb: Climb, told: Values, faults: Sequence[Fault]) -> dict[str, Any]:
    given = _merged(climb.given, told, *(fault.given for fault in faults))
    if changes := _merged(*(fault.line for fault in faults)):
        given[climb.lines] = [msgspec.structs.replace(line, **changes) for line in given[climb.lines]]
    return given


def _errors(answer: Answer) -> list[KeptRefusal]:
    """Those of an answer's lines, wherever its form keeps them."""
    lines = [answer, *getattr(answer, "results", ()), *getattr(answer, "rejected", ())]
    return [error for line in lines for error in getattr(line, "errors", ())]


def _merged(*values: Values) -> dict[str, Any]:
    return {name: value for some in values for name, value in some.items()}


async def nothing(story: Story) -> None:
    """Nothing has happened yet."""


async def damaged(story: Story) -> None:
    """What is kept of the first student, as if its row had been damaged."""
    cast(MemoryLog, story.log).keys[PERSON] = None


# What recurs: no command is an auditor's, and no story is told of 3701.
FORBIDDEN = Fault(ErrorCode.FORBIDDEN, by={"roles": (Role.AUDITOR,)})
OUT_OF_SCOPE = Fault(ErrorCode.OUT_OF_SCOPE, by={"scopes": ("3701",)})
HIDDEN = Fault(ErrorCode.NOT_FOUND, by={"scopes": ("3701",)})
INVALID_SCHOOL_CODE = Fault(ErrorCode.INVALID_SCHOOL_CODE, given={"school_code": "3611000001"})
UNREADABLE = Fault(ErrorCode.PERSON_UNREADABLE, then=damaged)
NAMES_A_SCHOOL = (FORBIDDEN, INVALID_SCHOOL_CODE, OUT_OF_SCOPE, Fault(ErrorCode.NOT_FOUND, told=nothing))
