"""Invented numbers of people and cards, with check digits that fit."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from stdnum import luhn
from stdnum.cn.ric import calc_check_digit

from api.demonstration.city import Home

# Liaocheng prefecture became a city, and its counties got new codes.
RENUMBERED = date(1998, 8, 1)

CARDS_OF_A_FARMERS_BANK = "622848"


def invent_birth(random: Random, intake: int) -> date:
    """Fifteen on the day of entry, sometimes a year or two more."""
    older = random.choices((0, 1, 2), (80, 16, 4))[0]
    return date(intake - 16 - older, 9, 1) + timedelta(days=random.randrange(365))


def id_number(home: Home, born: date, sequence: int) -> str:
    """sequence is odd for men. The county's code is the one it had when the person was born."""
    division = home.code if born >= RENUMBERED else home.former
    body = f"{division}{born:%Y%m%d}{sequence:03}"
    return body + calc_check_digit(body + "0")


def invent_card(random: Random) -> str:
    body = f"{CARDS_OF_A_FARMERS_BANK}{random.randrange(10**12):012}"
    return body + luhn.calc_check_digit(body)
