"""入学年月 in the ways that people write it."""

import re
from datetime import date

from api.importing.plain import plain
from api.importing.wrong import wrong

TIME = re.compile(r"[\sT]\d{1,2}:.*$")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
PARTED = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?")


def entry_month(text: str) -> date:
    """The first day of the month. Refuses what is no month, or a day that does not exist."""
    written = plain(TIME.sub("", text))
    found = COMPACT.fullmatch(written) or PARTED.fullmatch(written)
    try:
        year, month, day = (int(part or 1) for part in found.groups()) if found else (0, 0, 0)
        return date(year, month, day).replace(day=1)
    except ValueError:
        raise wrong("{text} is no month of entry; write it like 201509 or 2015-09.", text=text) from None
