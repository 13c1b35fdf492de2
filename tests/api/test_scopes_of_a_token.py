"""A token is given for scopes in which something can be seen, and for roles that are held there."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.cli.scopes import check_scopes, held_elsewhere
from api.cli.terminal import Failed
from domain.vocabulary import Role
from tests.conftest import SECRET
from tests.support.command import aid_ledger, made_in

FOREIGN = "lies in another province, and this ledger is that of 37"


@pytest.mark.parametrize(
    ("scopes", "said"),
    [
        (["44"], f"the scope 44 {FOREIGN}"),
        (["37", "440106"], f"the scope 440106 {FOREIGN}"),
        (["3644000001"], f"the scope 3644000001 {FOREIGN}"),
        (["3799"], "no division ever had the code 3799"),
        (["370100"], "370100 would cover no county. Give 3701"),
        (["3700"], "3700 would cover no county. Give 37 "),
        (["37a"], "37a is no scope"),
        (["370"], "370 is no scope"),
        ([""], " is no scope"),
    ],
)
def test_no_token_for(scopes: list[str], said: str) -> None:
    with pytest.raises(Failed) as refused:
        check_scopes(scopes, "37")
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
    check_scopes(scopes, "37")
    assert not held_elsewhere([Role(role) for role in roles], scopes)


@pytest.mark.parametrize(
    ("role", "scope", "said"),
    [
        ("PRINCIPAL", "37", "请核对：校长在学校任职，管辖范围是10位学校标识码。\n"),
        (
            "AID_AUTHORITY",
            "3637000001",
            "请核对：资助主管部门在县、市或省任职，管辖范围是其行政区划代码。\n",
        ),
        ("DATA_STEWARD", "3701", "请核对：数据管理员在省级任职，管辖范围是两位省级代码。\n"),
    ],
)
async def test_a_role_outside_its_kind_of_scope_is_pointed_out(role: str, scope: str, said: str) -> None:
    typed = ("token", "--role", role, "--role", "AUDITOR", "--scope", scope, "--name", "x")
    ended = await aid_ledger(*typed, SECRET=SECRET, LANG="zh")
    assert (ended.code, ended.err) == (0, said)


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
