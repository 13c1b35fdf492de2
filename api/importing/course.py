"""学制 in the ways that people write it."""

import re

from api.importing.plain import plain
from api.importing.wrong import wrong

NUMERALS = {"一": 1.0, "二": 2.0, "两": 2.0, "三": 3.0, "四": 4.0, "五": 5.0, "六": 6.0}
LENGTH = re.compile(r"([一二两三四五六]|[0-9]+(?:\.[0-9]+)?)年?(半)?制?")


def years(text: str) -> float:
    """三年, 两年半, 3, 2.5年. Refuses anything else; the command knows the limits."""
    found = LENGTH.fullmatch(plain(text))
    if found is None:
        raise wrong("{text} is no length of a course; write it like 三年, 两年半 or 2.5.", text=text)
    number, half = found.groups()
    return (NUMERALS[number] if number in NUMERALS else float(number)) + (0.5 if half else 0.0)
