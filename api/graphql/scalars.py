"""The contract's scalars: strict in what they take, plain in what they give.

In Python, Money is whole fen and Position a whole number (both int), Json whatever JSON can hold;
Month and Term are the calendar's own, Date and DateTime the standard library's.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NewType, TypeVar

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from domain.policy.calendar import Month, Term
from domain.policy.money import format_yuan, parse_yuan

if TYPE_CHECKING:  # plain to the type checker, yet names that Strawberry can tell apart
    Money = int
    Position = int
    Json = Any
else:
    Money = NewType("Money", int)
    Position = NewType("Position", int)
    Json = NewType("Json", object)

LARGEST_POSITION = 2**63 - 1

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_POSITION = re.compile(r"0|[1-9]\d{0,18}", re.ASCII)

Parsed = TypeVar("Parsed")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Text that is no value of its scalar, kept until it is known whose mistake that is.

    In a mutation's input it is the person's, who is told beside the field; anywhere else the program's.
    """

    expected: str
    text: str


def _strict(read: Callable[[str], Parsed], expected: str) -> Callable[[object], Parsed | Unreadable]:
    """A parser of strings alone: another type is refused by saying what is expected."""

    def parse(value: object) -> Parsed | Unreadable:
        if not isinstance(value, str):
            raise GraphQLError(expected)
        try:
            return read(value)
        except (ValueError, OverflowError):
            return Unreadable(expected, value)

    return parse


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if pattern.fullmatch(text) is None:
        raise ValueError("written otherwise")
    return text


def _read_date(text: str) -> dt.date:
    return dt.date.fromisoformat(_matching(_DATE, text))


def _read_date_time(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(_matching(_DATE_TIME, text)).astimezone(dt.UTC)


def read_position(text: str) -> int:
    """A whole number in the one way that it is written. Raises ValueError."""
    position = int(_matching(_POSITION, text))
    if position > LARGEST_POSITION:
        raise ValueError("further than any ledger reaches")
    return position


def _write_date_time(value: dt.datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("a naive time can't be shown: nobody knows which instant it means")
    return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


parse_date = _strict(_read_date, 'Give a day that exists, such as "2016-04-12".')
parse_date_time = _strict(_read_date_time, 'Give an instant with its offset, such as "2016-04-12T08:00:00Z".')
parse_month = _strict(Month.parse, 'Give a month, such as "2016-04".')
parse_term = _strict(Term.parse, 'Give a term, such as "2015-AUTUMN" or "2016-SPRING".')
parse_money = _strict(
    parse_yuan, 'Give an amount in yuan as text with exactly two decimals, such as "200.00".'
)
parse_position = _strict(read_position, 'Give a position as text, such as "1".')

SCALARS: Mapping[object, ScalarDefinition] = {
    dt.date: strawberry.scalar(
        name="Date",
        description='日期: a day of the calendar, "YYYY-MM-DD".',
        specified_by_url="https://scalars.graphql.org/andimarek/local-date.html",
        parse_value=parse_date,
        serialize=dt.date.isoformat,
    ),
    dt.datetime: strawberry.scalar(
        name="DateTime",
        description="时刻: an instant, RFC 3339, always given in UTC; an input must name its offset.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time.html",
        parse_value=parse_date_time,
        serialize=_write_date_time,
    ),
    Month: strawberry.scalar(
        name="Month",
        description='月份: a calendar month, "YYYY-MM".',
        parse_value=parse_month,
        serialize=str,
    ),
    Term: strawberry.scalar(
        name="Term",
        description=(
            '学期: a school term, "2015-AUTUMN" (September 2015 to February 2016) '
            'or "2016-SPRING" (March to August 2016).'
        ),
        parse_value=parse_term,
        serialize=str,
    ),
    Money: strawberry.scalar(
        name="Money",
        description=(
            '金额: an exact amount of yuan (CNY), a decimal string with two digits, "200.00"; never a number.'
        ),
        parse_value=parse_money,
        serialize=format_yuan,
    ),
    Position: strawberry.scalar(
        name="Position",
        description='台账位置: a place in the order of all events, a decimal string; "1" is the first.',
        parse_value=parse_position,
        serialize=str,
    ),
    Json: strawberry.scalar(
        name="JSON",
        description="JSON 数据: any JSON value.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259",
    ),
}
