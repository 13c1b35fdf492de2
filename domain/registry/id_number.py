"""Citizen identity number (公民身份号码, GB 11643-1999): 6 address + 8 birth date + 3 sequence + 1 check."""

from datetime import date

from stdnum.cn.ric import calc_check_digit


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


def birth_date(number: str) -> date:
    """The date of birth in it; ImpossibleBirthDate if it is none."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise ImpossibleBirthDate(ImpossibleBirthDate.__doc__) from None


def is_male(number: str) -> bool:
    """The 17th digit is odd for men."""
    return int(number[16]) % 2 == 1


def mask(number: str) -> str:
    """371525********0014: the first six and the last four, for those who need not see the rest."""
    return number[:6] + "*" * (len(number) - 10) + number[-4:] if len(number) > 10 else "*" * len(number)
