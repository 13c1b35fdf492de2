"""Whatever is typed or set up wrongly: a sentence in the caller's language under the name to set right, and 2."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import typer

from api.cli.usage import answered
from api.cli.wrong_settings import unknown
from api.command_line import app
from tests.support.command import Ended, aid_ledger

TYPED = {
    ("serv",): (
        "There is no command serv. Did you mean serve? See: aid-ledger --help",
        "没有 serv 命令。是否想写 serve？用法见：aid-ledger --help",
    ),
    ("xyz",): ("There is no command xyz. See: aid-ledger --help", "没有 xyz 命令。用法见：aid-ledger --help"),
    ("serve", "--prot", "1"): (
        "There is no option --prot. Did you mean --no-project, --port, --project? See: aid-ledger serve --help",
        "没有 --prot 选项。是否想写 --no-project、--port、--project？用法见：aid-ledger serve --help",
    ),
    ("schema", "--xyzzy"): (
        "There is no option --xyzzy. See: aid-ledger schema --help",
        "没有 --xyzzy 选项。用法见：aid-ledger schema --help",
    ),
    ("serve", "--port", "many"): (
        "--port must be a whole number. See: aid-ledger serve --help",
        "--port 须为整数。用法见：aid-ledger serve --help",
    ),
    ("serve", "--port", "70000"): ("--port must be 65535 or less.", "--port 不得大于 65535。"),
    ("demo", "--students", "5"): (
        "--students must be 100 or more. See: aid-ledger demo --help",
        "--students 不得小于 100。用法见：aid-ledger demo --help",
    ),
    ("demo", "--students"): (
        "The option --students needs a value. See: aid-ledger --help",
        "--students 选项缺少取值。用法见：aid-ledger --help",
    ),
    ("demo", "--serve=1"): (
        "The option --serve takes no value. See: aid-ledger --help",
        "--serve 选项不带取值。用法见：aid-ledger --help",
    ),
    ("token", "--role", "KING", "--scope", "37", "--name", "x"): (
        "--role must be one of: REGISTRAR, AID_OFFICER, PRINCIPAL, REGISTRY_AUTHORITY, AID_AUTHORITY, FINANCE,"
        " AUDITOR, INSPECTOR, DATA_STEWARD. See: aid-ledger token --help",
        "--role 须为以下之一：REGISTRAR、AID_OFFICER、PRINCIPAL、REGISTRY_AUTHORITY、AID_AUTHORITY、FINANCE、"
        "AUDITOR、INSPECTOR、DATA_STEWARD。用法见：aid-ledger token --help",
    ),
    ("token",): (
        "The option --role is missing. It takes one of: REGISTRAR, AID_OFFICER, PRINCIPAL, REGISTRY_AUTHORITY,"
        " AID_AUTHORITY, FINANCE, AUDITOR, INSPECTOR, DATA_STEWARD. See: aid-ledger token --help",
        "缺少 --role 选项，可选值：REGISTRAR、AID_OFFICER、PRINCIPAL、REGISTRY_AUTHORITY、AID_AUTHORITY、FINANCE、"
        "AUDITOR、INSPECTOR、DATA_STEWARD。用法见：aid-ledger token --help",
    ),
    ("token", "--role", "AUDITOR", "--name", "x"): (
        "The option --scope is missing. See: aid-ledger token --help",
        "缺少 --scope 选项。用法见：aid-ledger token --help",
    ),
    ("rebuild",): (
        "The argument NAME|all is missing. See: aid-ledger rebuild --help",
        "缺少参数 NAME|all。用法见：aid-ledger rebuild --help",
    ),
    ("schema", "more"): (
        "Nothing is known to do with: more. See: aid-ledger schema --help",
        "多余的参数：more。用法见：aid-ledger schema --help",
    ),
    ("import", "students", "/none.csv"): (
        "/none.csv does not exist. See: aid-ledger import students --help",
        "/none.csv 不存在。用法见：aid-ledger import students --help",
    ),
    ("template", "students", "/"): (
        "/ is a folder and not a file. See: aid-ledger template students --help",
        "/ 是文件夹，不是文件。用法见：aid-ledger template students --help",
    ),
}
SET_UP = {
    ("SECERT", "x"): (
        "AID_LEDGER_SECERT is no variable of Aid Ledger. Did you mean AID_LEDGER_SECRET? If not, unset it.",
        "AID_LEDGER_SECERT 不是资助台账的变量。是否想写 AID_LEDGER_SECRET？如不是，请取消该变量。",
    ),
    ("PORT", "x"): ("AID_LEDGER_PORT must be a whole number.", "AID_LEDGER_PORT 须为整数。"),
    ("POOL_SIZE", "1"): ("AID_LEDGER_POOL_SIZE must be 2 or more.", "AID_LEDGER_POOL_SIZE 不得小于 2。"),
    ("READ_WAIT_SECONDS", "soon"): (
        "AID_LEDGER_READ_WAIT_SECONDS must be a number.",
        "AID_LEDGER_READ_WAIT_SECONDS 须为数字。",
    ),
    ("STATEMENT_TIMEOUT_SECONDS", "0"): (
        "AID_LEDGER_STATEMENT_TIMEOUT_SECONDS must be more than 0.0.",
        "AID_LEDGER_STATEMENT_TIMEOUT_SECONDS 须大于 0.0。",
    ),
    ("LOG_FORMAT", "xml"): (
        "AID_LEDGER_LOG_FORMAT must be one of: console, json.",
        "AID_LEDGER_LOG_FORMAT 须为以下之一：console、json。",
    ),
    ("DATA", "~nobody-of-that-name/x"): (
        "There is no home folder for ~nobody-of-that-name; give the folder in full.",
        "找不到 ~nobody-of-that-name 对应的主目录；请填写文件夹的完整路径。",
    ),
    ("CODE", "3"): (
        "AID_LEDGER_CODE must be the two digits of a province, such as 37.",
        "AID_LEDGER_CODE 须为两位省级代码，例如 37。",
    ),
    ("DATABASE_URL", "mysql://db"): (
        "AID_LEDGER_DATABASE_URL must begin with postgresql://.",
        "AID_LEDGER_DATABASE_URL 须以 postgresql:// 开头。",
    ),
    ("OIDC_ISSUER", "http://id.example"): (
        "AID_LEDGER_OIDC_ISSUER must be an https address (http on this machine alone) without ? and #",
        "AID_LEDGER_OIDC_ISSUER 须为 https 网址（仅本机可用 http），且不含 ? 和 #",
    ),
    ("OIDC_AUDIENCE", "aid"): (
        "AID_LEDGER_OIDC_AUDIENCE is set, so AID_LEDGER_OIDC_ISSUER must be set too: without an issuer the ledger"
        " accepts its own tokens alone",
        "已设 AID_LEDGER_OIDC_AUDIENCE，还须设 AID_LEDGER_OIDC_ISSUER：未设签发方时，台账只认自己签发的令牌",
    ),
    ("DATABASE_URL", "postgresql://db/aid"): (
        "AID_LEDGER_DATABASE_URL is set, so AID_LEDGER_SECRET must be set too: every process on that database has to"
        " sign and decrypt with the same one",
        "已设 AID_LEDGER_DATABASE_URL，还须设 AID_LEDGER_SECRET：使用该数据库的所有进程必须用同一个密钥签名和解密",
    ),
}


@pytest.fixture(params=[0, 1], ids=["en", "zh"])
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> int:
    """Which of the two sentences is the caller's. Whatever would be made is made in a folder of the test's."""
    monkeypatch.setenv("AID_LEDGER_LANG", ("en", "zh")[request.param])
    monkeypatch.setenv("AID_LEDGER_DATA", str(tmp_path / "data"))
    return int(request.param)


@pytest.mark.parametrize(("typed", "said"), TYPED.items(), ids=lambda case: " ".join(case)[:40])
def test_typed_wrongly(
    typed: tuple[str, ...],
    said: tuple[str, str],
    language: int,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    assert answered(typer.main.get_command(app), typed) == 2
    assert capsys.readouterr() == ("", f"aid-ledger: {said[language]}\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("variable", "said"), SET_UP.items(), ids=lambda case: "=".join(case)[:40])
def test_set_up_wrongly(
    variable: tuple[str, str],
    said: tuple[str, str],
    language: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv(f"AID_LEDGER_{variable[0]}", variable[1])
    assert answered(typer.main.get_command(app), ["migrate"]) == 2
    assert f"aid-ledger: {said[language]}\n" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


async def test_as_typed_into_a_terminal(tmp_path: Path) -> None:
    few = await both("demo", "--students", "5", DATA=str(tmp_path))
    slip = await both("migrate", DATA=str(tmp_path), SECERT="x")
    assert few == [(2, "", f"aid-ledger: {said}\n") for said in TYPED["demo", "--students", "5"]]
    assert slip == [(2, "", f"aid-ledger: {said}\n") for said in SET_UP["SECERT", "x"]]


def test_a_variable_without_a_value_counts_as_unset_and_one_like_no_other_is_answered_with_all() -> None:
    assert list(unknown({"AID_LEDGER_SECERT": "", "aid_ledger_port": "1", "HOME": "/"})) == []
    [said] = unknown({"AID_LEDGER_XYZZY": "1"})
    assert str(said).startswith(
        "AID_LEDGER_XYZZY is no variable of Aid Ledger. Unset it; the variables are: AID_LEDGER_DATA, "
    )


async def test_help_tells_the_exit_codes_and_has_chinese_headings() -> None:
    english, chinese = await both("--help")
    assert "130 stopped by Ctrl-C" in " ".join(english.out.split())
    for heading in (
        "选项",
        "命令",
        "[默认：",
        "退出码：0 完成；1 被拒绝或失败；2 输入或设置有误；130 被 Ctrl-C 停止",
    ):
        assert heading in chinese.out
    assert "Show this message" not in chinese.out


async def test_help_is_shown_where_the_terminal_has_no_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    shown = await aid_ledger("--help", LANG="zh")
    assert (shown.code, shown.err) == (0, "")
    assert "serve" in shown.out


async def test_no_command_at_all_shows_the_help() -> None:
    english, chinese = await both()
    assert (english.code, english.err, chinese.code, chinese.err) == (2, "", 2, "")
    assert "Serve GraphQL over HTTP." in english.out
    assert "提供 GraphQL 服务" in chinese.out


async def both(*typed: str, **environment: str) -> list[Ended]:
    """In English and in Chinese."""
    spoken = (aid_ledger(*typed, LANG=language, **environment) for language in ("en", "zh"))
    return list(await asyncio.gather(*spoken))


async def test_a_data_folder_that_is_none_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ended = await aid_ledger("serve", "--data", str(tmp_path / "file"), LANG="zh")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.endswith("请用 --data 或 AID_LEDGER_DATA 指定本账号可写的文件夹。\n")
    assert ended.err.startswith(f"aid-ledger: {tmp_path}/file")
