"""A token is given for scopes in which something can be seen, and for roles that are held there."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.cli.scopes import check_scopes
from api.cli.terminal import Failed
from domain.vocabulary import Role
from tests.conftest import SECRET
from tests.support.command import aid_ledger, made_in

FOREIGN = "lies in another province, and this ledger is that of 37"


@pytest.mark.parametrize(
    ("role", "scopes", "said"),
    [
        ("AUDITOR", ["44"], f"the scope 44 {FOREIGN}"),
        ("AUDITOR", ["37", "440106"], f"the scope 440106 {FOREIGN}"),
        ("REGISTRAR", ["3644000001"], f"the scope 3644000001 {FOREIGN}"),
        ("AUDITOR", ["3799"], "no division ever had the code 3799"),
        ("AUDITOR", ["370100"], "370100 would cover no county. Give 3701"),
        ("AUDITOR", ["3700"], "3700 would cover no county. Give 37 "),
        ("AUDITOR", ["37a"], "37a is no scope"),
        ("AUDITOR", ["370"], "370 is no scope"),
        ("AUDITOR", [""], " is no scope"),
        ("PRINCIPAL", ["37"], "PRINCIPAL is held in a school"),
        ("AID_AUTHORITY", ["3637000001"], "AID_AUTHORITY is held in a county, city or province"),
        ("DATA_STEWARD", ["3701"], "DATA_STEWARD is held in a province"),
    ],
)
def test_no_token_for(role: str, scopes: list[str], said: str) -> None:
    with pytest.raises(Failed) as refused:
        check_scopes([Role(role)], scopes, "37")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("roles", "scopes"),
    [
        (["FINANCE", "AUDITOR", "INSPECTOR"], ["37"]),
        (["FINANCE"], ["3637000001"]),
        (["AUDITOR"], ["371202"]),  # Laicheng, of Laiwu, which became Jinan's in 2018
        (["REGISTRAR", "AID_OFFICER"], ["3637000001", "4137000002"]),
        (["REGISTRY_AUTHORITY"], ["371525", "3715"]),
        (["DATA_STEWARD"], ["37"]),
        (["PRINCIPAL", "AUDITOR"], ["37", "3637000001"]),
    ],
)
def test_a_token_for(roles: list[str], scopes: list[str]) -> None:
    check_scopes([Role(role) for role in roles], scopes, "37")


async def test_a_foreign_scope_is_refused_in_the_callers_language_and_makes_nothing(tmp_path: Path) -> None:
    typed = ("token", "--role", "AUDITOR", "--scope", "44", "--name", "x", "--data", str(tmp_path / "data"))
    ended = await aid_ledger(*typed, SECRET=SECRET, LANG="zh")
    assert ended == (
        1,
        "",
        "aid-ledger: 无法生成令牌：管辖范围 44 属于其他省份，而本台账的省级代码是 37。请填写本省的范围；"
        "要用其他省份的台账，请设 AID_LEDGER_CODE。\n",
    )
    assert (await aid_ledger(*typed, SECRET=SECRET, CODE="44")).code == 0
    assert made_in(tmp_path) == []


async def test_a_foreign_school_is_refused_before_its_students_are_read(tmp_path: Path) -> None:
    typed = ("import", "students", "docs/queries/students.csv", "--school", "3644015001")
    ended = await aid_ledger(*typed, "--data", str(tmp_path / "data"), LANG="zh")
    assert ended == (2, "", "学校标识码为10位数字，第3、4位为省级代码（37）。\n")
    assert made_in(tmp_path) == []
