"""Texts of a cell that cannot be what somebody meant to write there, whatever the column.

They are told by their text alone, so that CSV, and a row that was given back and not corrected, is held to the same.
"""

from __future__ import annotations

import re

from api.sheets.number_format import DIFFERS
from api.sheets.sheet import wrong
from domain.refusal import Refusal
from domain.text import LOST

ERROR = re.compile(
    r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|FIELD!|BUSY!|BLOCKED!|CONNECT!|UNKNOWN!|EXTERNAL!"
    r"|PYTHON!|GETTING_DATA|#+)",
    re.IGNORECASE,
)
FORMULA = re.compile(r"=.+", re.DOTALL)
MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
DATE = re.compile(
    rf"""
    \d{{4}}-\d{{2}}-\d{{2}}([T\ ]\d{{2}}:.*)? | \d{{2}}:\d{{2}}:\d{{2}}(\.\d+)? |  # as it is stored
    \d{{4}}/\d{{1,2}}/\d{{1,2}} | \d{{1,2}}月\d{{1,2}}日 | \d{{1,2}}-({MONTHS}) | ({MONTHS})-\d{{2}}  # as it is shown
    """,
    re.VERBOSE | re.IGNORECASE,
)


def fault(text: str, column: str, takes_dates: bool) -> Refusal | None:
    """What is wrong with a text (clean) under the head ``column``; None for one that somebody may have meant."""
    if ERROR.fullmatch(text):
        return wrong("{column} holds the error {text}; type its value.", column=column, text=text)
    if FORMULA.fullmatch(text):
        return wrong(
            "{column} holds the formula {text} and not its value; type the value.", column=column, text=text
        )
    if DIFFERS in text:
        seen, _, held = text.partition(DIFFERS)
        return wrong(
            "{column} shows “{seen}” but holds {held}; set the column to text and type what is meant.",
            column=column,
            seen=seen,
            held=held,
        )
    if LOST in text:
        return wrong("In {column} a character is lost: {text}; type it again.", column=column, text=text)
    if text.count('"') % 2:
        return wrong(
            'In {column} a quotation mark " stands alone: {text}; take it out.', column=column, text=text
        )
    if not takes_dates and DATE.fullmatch(text):
        return wrong(
            "{column} holds no dates, and the spreadsheet made a date of what was typed: {text};"
            " set the column to text and type it again.",
            column=column,
            text=text,
        )
    return None
