"""What narrows a list down. A filter is an argument, a condition of the query, and part of what a cursor stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.graphql.arguments import digits
from api.graphql.enums import Scheme
from api.graphql.relay.global_id import decode_as
from api.graphql.relay.keys import uuid_key
from domain.policy.calendar import Month, Term

NOBODY = UUID(int=0)  # for an id that names nothing: the list is empty


def as_given(value: Any) -> Any:
    """The value itself."""
    return value


@dataclass(frozen=True)
class Filter:
    """argument: its name in Python, in the schema in camel case. type: as an annotation; with None it may be left out.

    into: the query's own name of it. read: the query's value of what was given, None for what was left out.
    """

    argument: str
    type: Any
    description: str
    into: str
    read: Callable[[Any], Any] = as_given


def chosen(filters: Iterable[Filter], given: Mapping[str, Any]) -> dict[str, Any]:
    """What the query takes. Raises ClientError for a value that fits nothing."""
    return {filter.into: filter.read(given.get(filter.argument)) for filter in filters}


def code(argument: str, description: str, into: str, longest: int, type: Any = str | None) -> Filter:
    """Digits, as many as ``longest`` at most."""
    camel = _camel(argument)
    return Filter(argument, type, description, into, lambda text: digits(text, camel, longest))


def written(value: Any) -> str | None:
    """As the tables write it; None when it was left out."""
    return None if value is None else str(value)


def student_key(global_id: str | None) -> UUID | None:
    """The key of a student; NOBODY for an id that is none."""
    return None if global_id is None else uuid_key(decode_as("Student", global_id) or "") or NOBODY


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


SCHOOL = code("school_code", "学校标识码: only of this school, ten digits.", "school", 10)
DIVISION = code(
    "division_prefix",
    "行政区划代码前缀: only of this province, city or county, 2 to 6 digits.",
    "division",
    6,
)
SCHEME = Filter("scheme", Scheme | None, "资助项目: only of this scheme.", "scheme")
TERM = Filter("term", Term | None, "学期: only of this term.", "term", written)
MONTH = Filter("month", Month | None, "月份: only of this month.", "month", written)


def states(type: Any, description: str, argument: str = "states") -> Filter:
    """Any of several words of one enum."""
    return Filter(argument, list[type] | None, description, argument)
