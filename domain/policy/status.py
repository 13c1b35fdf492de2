"""The status of an enrolment (学籍状态), and the changes (学籍异动) that move it: rules §4."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from domain.policy.tables import table


class EnrolmentStatus(StrEnum):
    PENDING = "PENDING"
    HELD = "HELD"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    ON_SERVICE = "ON_SERVICE"
    TRANSFERRED_OUT = "TRANSFERRED_OUT"
    WITHDRAWN = "WITHDRAWN"
    EXPELLED = "EXPELLED"
    DECEASED = "DECEASED"
    GRADUATED = "GRADUATED"
    COMPLETED = "COMPLETED"
    LEFT_INCOMPLETE = "LEFT_INCOMPLETE"
    CANCELLED = "CANCELLED"


class ChangeKind(StrEnum):
    SUSPEND = "SUSPEND"
    RESUME = "RESUME"
    RETAIN_FOR_SERVICE = "RETAIN_FOR_SERVICE"
    RETURN_FROM_SERVICE = "RETURN_FROM_SERVICE"
    TRANSFER = "TRANSFER"
    CHANGE_MAJOR = "CHANGE_MAJOR"
    REPEAT_GRADE = "REPEAT_GRADE"
    WITHDRAW = "WITHDRAW"
    EXPEL = "EXPEL"
    DECEASED = "DECEASED"
    GRADUATE = "GRADUATE"
    COMPLETE = "COMPLETE"
    LEAVE_INCOMPLETE = "LEAVE_INCOMPLETE"
    CANCEL = "CANCEL"


_S, _K = EnrolmentStatus, ChangeKind

IN_REGISTRY = frozenset({_S.ACTIVE, _S.SUSPENDED, _S.ON_SERVICE})
"""In the registry (在籍): a person with one of these cannot be registered a second time."""

TERMINAL = frozenset(_S) - IN_REGISTRY - {_S.PENDING, _S.HELD}
"""No change but CANCEL leads out of these."""

_ACTIVE = frozenset({_S.ACTIVE})

Transition = tuple[frozenset[EnrolmentStatus], EnrolmentStatus | None]

TRANSITIONS: Mapping[ChangeKind, Transition] = MappingProxyType(
    {
        _K.SUSPEND: (_ACTIVE, _S.SUSPENDED),
        _K.RESUME: (frozenset({_S.SUSPENDED}), _S.ACTIVE),
        _K.RETAIN_FOR_SERVICE: (_ACTIVE, _S.ON_SERVICE),
        _K.RETURN_FROM_SERVICE: (frozenset({_S.ON_SERVICE}), _S.ACTIVE),
        _K.TRANSFER: (_ACTIVE, _S.TRANSFERRED_OUT),
        _K.CHANGE_MAJOR: (_ACTIVE, None),
        _K.REPEAT_GRADE: (_ACTIVE, None),
        _K.WITHDRAW: (IN_REGISTRY, _S.WITHDRAWN),
        _K.EXPEL: (IN_REGISTRY, _S.EXPELLED),
        _K.DECEASED: (IN_REGISTRY, _S.DECEASED),
        _K.GRADUATE: (_ACTIVE, _S.GRADUATED),
        _K.COMPLETE: (_ACTIVE, _S.COMPLETED),
        _K.LEAVE_INCOMPLETE: (_ACTIVE, _S.LEFT_INCOMPLETE),
        _K.CANCEL: (frozenset(_S) - {_S.CANCELLED}, _S.CANCELLED),
    }
)
"""Each change: the statuses that it starts from, and the one that it leads to (None: the status stays)."""


@dataclass(frozen=True, slots=True)
class NationalCode:
    """A status in the code tables of JY/T 1001: current state XSDQZT, kind of change XJYDLB."""

    name: str
    xsdqzt: str | None
    xjydlb: str | None


NATIONAL_CODES: Mapping[EnrolmentStatus, NationalCode] = MappingProxyType(
    {
        EnrolmentStatus(status): NationalCode(code["name"], code.get("xsdqzt"), code.get("xjydlb"))
        for status, code in table("status_codes").items()
    }
)
"""PENDING and HELD have none: the nation does not know such a record yet."""
