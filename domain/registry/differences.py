"""In what a line says otherwise than what is on record of the school's own student."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from domain.policy.status import ChangeKind
from domain.refusal import Refusal
from domain.registry.enrolment import LATEST, Enrolment
from domain.registry.new_student import NewStudent
from domain.vocabulary import ErrorCode

Major = tuple[str, str, bool, bool]


class Compared(NamedTuple):
    """A field that is compared. recorded: all that it may be, what holds now first. sent: None says nothing."""

    template: str
    field: str
    recorded: Callable[[Enrolment], Sequence[Any]]
    sent: Callable[[NewStudent], Any]


def _majors(on_record: Enrolment) -> list[Major]:
    """The one studied now, the one registered, and those between."""
    first = on_record.major_code, on_record.major_name, on_record.agricultural, on_record.arts_performance
    changed = (c.effective_on for c in on_record.in_effect() if c.kind == ChangeKind.CHANGE_MAJOR)
    return [on_record.major_on(LATEST), first, *map(on_record.major_on, changed)]


COMPARED = (
    Compared(
        "The household on record is {recorded}, not {sent}.",
        "hukou",
        lambda on_record: [on_record.hukou],
        lambda line: line.hukou,
    ),
    Compared(
        "The origin on record is {recorded}, not {sent}.",
        "originDivisionCode",
        lambda on_record: [on_record.origin_division],
        lambda line: line.origin_division_code,
    ),
    Compared(
        "Whether the household is in a poverty-belt county is on record otherwise.",
        "povertyBelt",
        lambda on_record: [on_record.poverty_belt],
        lambda line: line.poverty_belt,
    ),
    Compared(
        "The major on record is {recorded}, not {sent}.",
        "majorCode",
        lambda on_record: [f"{code} {name}" for code, name, _, _ in _majors(on_record)],
        lambda line: f"{line.major_code} {line.major_name}",
    ),
    Compared(
        "Whether the major is agricultural is on record otherwise.",
        "agriculturalMajor",
        lambda on_record: [agricultural for _, _, agricultural, _ in _majors(on_record)],
        lambda line: line.agricultural_major,
    ),
    Compared(
        "Whether the major is arts performance is on record otherwise.",
        "artsPerformance",
        lambda on_record: [arts for _, _, _, arts in _majors(on_record)],
        lambda line: line.arts_performance,
    ),
    Compared(
        "The entry date on record is {recorded}, not {sent}.",
        "entryDate",
        lambda on_record: [on_record.entry_date, on_record.since],
        lambda line: line.entry_date.isoformat(),
    ),
    Compared(
        "The length of the course on record is {recorded} years, not {sent}.",
        "years",
        lambda on_record: [on_record.years],
        lambda line: float(line.years),
    ),
    Compared(
        "The study mode on record is {recorded}, not {sent}.",
        "studyMode",
        lambda on_record: [on_record.study_mode],
        lambda line: line.study_mode,
    ),
    Compared(
        "The kind of course on record is {recorded}, not {sent}.",
        "track",
        lambda on_record: [on_record.track],
        lambda line: line.track,
    ),
    Compared(
        "The class on record is {recorded}, not {sent}.",
        "className",
        lambda on_record: [(on_record.class_name or "-").strip()],
        lambda line: line.class_name,
    ),
)


def differences(on_record: Enrolment, line: NewStudent, card: str | None) -> list[Refusal]:
    """One refusal for each field that differs from how it was registered and from what approved changes made of it.

    A field that is left out says nothing, but for those with a default, which it then says. card: given with it.
    These refusals are kept with the answer, so no name, ID number or card stands in them.
    """
    found = [
        _differs(compared.template, compared.field, recorded=recorded[0], sent=sent)
        for compared in COMPARED
        if (sent := compared.sent(line)) is not None
        and sent not in (recorded := compared.recorded(on_record))
    ]
    if line.bank_card not in (None, card):
        found.append(_differs("The bank card on record is another one, or there is none.", "bankCard"))
    return found


def _differs(template: str, field: str, **details: Any) -> Refusal:
    return Refusal(ErrorCode.INVALID_INPUT, template, [field], **details)
