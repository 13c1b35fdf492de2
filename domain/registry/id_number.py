"""Citizen identity number (公民身份号码, GB 11643-1999): 6 address + 8 birth date + 3 sequence + 1 check."""

import re
from datetime import date

from stdnum.cn.ric import calc_check_digit

_OLD = re.compile(r"[0-9]{6}(?!19|20)[0-9]{9}")
_OLD_TEMPORARY = re.compile(r"999[0-9]{15}")


class InvalidIdNumber(ValueError):
    """Not an ID number; ``reason`` says which test it failed."""

    reason = ""


class WrongLength(InvalidIdNumber):
    """An ID number has 18 characters."""

    reason = "length"


class NotDigits(InvalidIdNumber):
    """An ID number is 17 digits, then a digit or X."""

    reason = "digits"


class ImpossibleBirthDate(InvalidIdNumber):
    """Characters 7 to 14 are no date."""

    reason = "birth_date"


class WrongCheckDigit(InvalidIdNumber):
    """The last character does not follow from the others."""

    reason = "check_digit"


def normalise(text: str) -> str:
    """The number without blanks around it and with a capital X; InvalidIdNumber (a ValueError) otherwise.

    The address code is not looked up: people keep, for life, the code of a county that is gone.
    """
    number = text.strip().upper()
    if len(number) != 18:
        raise WrongLength(WrongLength.__doc__)
    if not (number.isascii() and number[:17].isdigit() and (number[17].isdigit() or number[17] == "X")):
        raise NotDigits(NotDigits.__doc__)
    birth_date(number)
    if calc_check_digit(number) != number[17]:
        raise WrongCheckDigit(WrongCheckDigit.__doc__)
    return number


def with_check_digit(first: str) -> str:
    """Seventeen digits and the character that follows from them."""
    return first + str(calc_check_digit(first + "0"))


def modern(text: str) -> str | None:
    """The 18 characters that one of the 15 digits given out until 1999 became; None for what is no such number.

    Nor is one of somebody born in 19 or 20: so reads a number of 18 characters, of somebody born since 1900 or 2000,
    that was cut short.
    """
    old = text.strip()
    if _OLD.fullmatch(old) is None:
        return None
    number = with_check_digit(f"{old[:6]}19{old[6:]}")
    return number if _is_day(number[6:14]) else None


def is_temporary(text: str) -> bool:
    """Whether it is what schools gave out until 2014 to those without one: 999, the school's code, five digits."""
    return text.isascii() and _OLD_TEMPORARY.fullmatch(text.strip()) is not None


def birth_date(number: str) -> date:
    """The date of birth in it; ImpossibleBirthDate if it is none."""
    if not _is_day(day := number[6:14]):
        raise ImpossibleBirthDate(ImpossibleBirthDate.__doc__)
    return date(int(day[:4]), int(day[4:6]), int(day[6:]))


def _is_day(digits: str) -> bool:
    try:
        return bool(date(int(digits[:4]), int(digits[4:6]), int(digits[6:])))
    except ValueError:
        return False


def is_male(number: str) -> bool:
    """The 17th digit is odd for men."""
    return int(number[16]) % 2 == 1


def mask(number: str) -> str:
    """371525********0014: the first six and the last four, for those who need not see the rest."""
    return number[:6] + "*" * (len(number) - 10) + number[-4:] if len(number) > 10 else "*" * len(number)
