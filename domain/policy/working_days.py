"""Working days (工作日): Monday to Friday, but for the days that the State Council's notice of each year moves.

The notices are in data/holidays.toml. A year without one is refused, never guessed (rules §6).
"""

from datetime import date, timedelta

from domain.policy.tables import table


class HolidaysNotKnown(Exception):
    """The notice of ``year`` is not in the table, so nobody can say which of its days are worked."""

    def __init__(self, year: int) -> None:
        super().__init__(f"no notice of the holidays of {year}")
        self.year = year


def working_days(start: date, end: date) -> int:
    """Working days d with start <= d < end. Raises HolidaysNotKnown for the first day of a year without notice."""
    return sum(_is_worked(start + timedelta(days=n)) for n in range((end - start).days))


def last_known_year() -> int:
    """The last year whose notice is in the table."""
    return max(map(int, table("holidays")))


def _is_worked(day: date) -> bool:
    notice = table("holidays").get(str(day.year))
    if notice is None:
        raise HolidaysNotKnown(day.year)
    return day in notice["worked"] or (day.weekday() < 5 and day not in notice["off"])
