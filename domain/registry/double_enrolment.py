"""One person at two schools (双重学籍)."""

from __future__ import annotations

from domain.refusal import Refusal
from domain.registry.enrolment import Enrolment
from domain.vocabulary import ErrorCode


def double_enrolment(other: Enrolment) -> Refusal:
    """Why a registration is held: the person is in the registry at the other one's school."""
    return Refusal(
        ErrorCode.DOUBLE_ENROLMENT,
        "This person is enrolled at school {school} already; the registration is held until that is examined.",
        ["idNumber"],
        school=other.school,
    )
