"""Made-up pupils and their rows. Every file has numbers of its own, so that all may share a ledger."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

from stdnum import luhn

from tests.api.importing.corpus.making.cells import Head, Line
from tests.support.people import id_number

HEADS = ("身份证号", "姓名", "性别", "入学年月", "修读专业", "学制", "户籍性质", "班级", "中职学生资助卡号")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英"
A_FILE = 30  # pupils that a file may have


def head(*more: str, without: Sequence[str] = ()) -> Head:
    """The usual heads, and others behind them."""
    written = [*(name for name in HEADS if name not in without), *more]
    return Head(written, written)


def written_as(**names: str) -> Head:
    """The usual heads, some of them written in another way."""
    return Head([names.get(name, name) for name in HEADS], HEADS)


def title(*cells: Any) -> Line:
    """Above the head: of no account."""
    return Line(cells)


BLANK = Line(())


def left_out(*cells: Any) -> Line:
    """Below the head and no pupil: totals, signatures, heads repeated."""
    return Line(cells, ("left out",))


class Pupils:
    """The pupils of one file, one after the other."""

    def __init__(self, file: str) -> None:
        self.next = zlib.crc32(file.encode()) % 12_000 * A_FILE
        self.last = self.next + A_FILE

    def sequence(self) -> int:
        self.next += 1
        if self.next > self.last:
            raise ValueError("too many pupils in a file")
        return self.next - 1

    def number_in_x(self) -> str:
        """The number of the next pupil, who is one whose last character is X."""
        while not id_number(self.next).endswith("X"):
            self.sequence()
        return id_number(self.next)

    def registered(self, **cells: Any) -> Line:
        """In Chinese: what the cells say instead of the usual; in Latin letters: the facts that follow."""
        return self.line("registered", **cells)

    def rejected(self, because: str, **cells: Any) -> Line:
        return self.line("rejected", because=because, **cells)

    def held(self, **cells: Any) -> Line:
        return self.line("held", **cells)

    def already(self, **cells: Any) -> Line:
        return self.line("already", **cells)

    def line(self, *fates: str, because: str = "", hidden: bool = False, **given: Any) -> Line:
        """Whatever the rule allows."""
        cells = usual(self.sequence()) | {key: value for key, value in given.items() if not key.isascii()}
        told = {key: value for key, value in given.items() if key.isascii()}
        facts = _facts(cells) | told if {"registered", "held"} & set(fates) else told
        return Line(cells, fates, {k: v for k, v in facts.items() if v is not None}, because, hidden)


def usual(sequence: int) -> dict[str, Any]:
    """A row without fault, by its heads."""
    number = id_number(sequence)
    return {
        "身份证号": number,
        "姓名": SURNAMES[sequence % 20] + GIVEN[sequence // 20 % 24] + GIVEN[sequence // 7 % 24],
        "性别": "男" if int(number[16]) % 2 else "女",
        "入学年月": "201509",
        "修读专业": "010100",
        "学制": "三年",
        "户籍性质": "农业",
        "班级": "15设施1班",
        "中职学生资助卡号": card(sequence),
    }


def card(sequence: int) -> str:
    """Nineteen digits that Luhn's rule accepts."""
    digits = f"62179900{sequence:010}"
    return digits + luhn.calc_check_digit(digits)


def usual_facts(line: Line) -> dict[str, Any]:
    """The facts of a row whose cells were once corrected."""
    assert isinstance(line.cells, dict)
    return {key: value for key, value in _facts(line.cells).items() if value is not None}


def _facts(cells: dict[str, Any]) -> dict[str, Any]:
    """What the usual row says; a cell that is not plain text must be told."""
    told = {key: value if isinstance(value, str) else None for key, value in cells.items()}
    return {
        "id_number": told["身份证号"],
        "name": told["姓名"],
        "entry_date": "2015-09-01",
        "class_name": told["班级"],
        "hukou": "RURAL",
        "major_code": "010100",
        "years": 3,
        "card": (told["中职学生资助卡号"] or "")[-4:] or None,
    }
