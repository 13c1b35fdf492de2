"""Opening a school."""

from __future__ import annotations

import msgspec

from domain.checks import check_name
from domain.command import Answer, Command, command
from domain.event import begin
from domain.ladder import ladder
from domain.ledger.session import Session
from domain.policy.policy import Policy
from domain.refusal import Refusal
from domain.registry.events import SchoolOpened
from domain.registry.school import School, school_id
from domain.registry.scope import check_school_code
from domain.text import trimmed
from domain.vocabulary import ErrorCode, Ownership, Role

NAME_LENGTH = 100


class SchoolAnswer(Answer, frozen=True, kw_only=True):
    """school: the code."""

    school: str


@command("OpenSchool")
class OpenSchool(Command[SchoolAnswer], frozen=True, kw_only=True):
    """A new school. division_code: the six-digit county code where it stands."""

    code: str
    name: str
    division_code: str = msgspec.field(name="division")
    ownership: Ownership

    def earlier_names(self) -> tuple[str, ...]:
        """Until version 0.2 the school's name hid the command's."""
        return (self.name,)


@ladder(
    ErrorCode.FORBIDDEN,
    ErrorCode.INVALID_SCHOOL_CODE,
    ErrorCode.INVALID_INPUT,
    ErrorCode.OUT_OF_SCOPE,
    ErrorCode.ALREADY_DONE,
    by=(Role.REGISTRY_AUTHORITY,),
)
async def open_school(session: Session, command: OpenSchool) -> SchoolAnswer:
    """A school whose code was never used."""
    check_school_code(command.code, session.log.code, "code")
    check_name(command.name, NAME_LENGTH, "name")
    _check_division(command.division_code, session.policy)
    session.by.require_division(command.division_code, "divisionCode")
    if await session.load(School, school_id(command.code)) is not None:
        raise Refusal(ErrorCode.ALREADY_DONE, "School {code} is open already.", ["code"], code=command.code)
    opened = begin(
        School,
        SchoolOpened,
        school_id(command.code),
        code=command.code,
        name=trimmed(command.name),
        division=command.division_code,
        ownership=command.ownership,
        school=command.code,
    )
    session.save(opened)
    return SchoolAnswer(school=command.code)


def _check_division(code: str, policy: Policy) -> None:
    known = len(code) == 6 and code.isdigit() and policy.divisions.exists(code)
    if not known or not code.startswith(policy.province):
        raise Refusal(
            ErrorCode.INVALID_INPUT,
            "{place} is not a six-digit division code of province {province}.",
            ["divisionCode"],
            place=code,
            province=policy.province,
        )
