"""Rows of students as schools send them."""

from __future__ import annotations

from typing import Any

from tests.support.people import id_number

HEAD = ("身份证号", "姓名", "性别", "入学年月", "修读专业", "学制", "户籍性质", "班级")
NAME = "𬱖䶮"


def row(sequence: int, **cells: Any) -> list[Any]:
    """A row without fault; ``cells`` by their heads say what is otherwise."""
    number = id_number(sequence)
    usual = (
        number,
        f"{NAME}{sequence}",
        "男" if int(number[16]) % 2 else "女",
        "201509",
        "010100",
        "三年",
        "农业",
        "1班",
    )
    return list((dict(zip(HEAD, usual, strict=True)) | cells).values())


def told(sequence: int, **cells: Any) -> list[Any]:
    """The row that says of a student what a story tells of its n-th one."""
    as_told = {"姓名": f"𬱖学生{sequence}", "修读专业": "010100 设施农业技术", "班级": ""}
    return row(sequence, **as_told | cells)
