"""What the READMEs say is so: their operations are the files', run in order, and answer as shown."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from api.demonstration.fill import SEED, fill
from api.settings import Settings
from domain.catalogue import EVENTS
from domain.ledger.postgres.ledger import open_ledger
from projections.all import all_projections
from projections.engine.checkpoints import prepare
from projections.engine.follower import Follower
from projections.engine.wakeup import Wakeup
from tests.conftest import TEMPLATE
from tests.docs.readme import (
    READMES,
    ROOT,
    Bound,
    Step,
    commands,
    difference,
    files,
    filled,
    in_order,
    steps,
    variables_file,
    who,
)
from tests.support.people import POLICY, PROVINCE
from tests.support.server import SECRET, Served, served_ledger, token_of

STUDENTS = 150
FILLED = "readme_filled"
LANGUAGES = {"README.md": "en", "README.zh-CN.md": "zh-CN"}
MARK = "--- 8< ---"

each_readme = pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)


@pytest.fixture(scope="module")
async def demonstration(server: Callable[[str], str], keeper: asyncpg.Connection) -> AsyncIterator[str]:
    """The name of a database with a small demonstration, projected, to make others from."""
    await keeper.execute(f"CREATE DATABASE {FILLED} TEMPLATE {TEMPLATE} STRATEGY file_copy")
    async with open_ledger(server(FILLED), PROVINCE, SECRET, EVENTS) as ledger:
        assert await fill(ledger, SEED, STUDENTS) is not None
        projections = all_projections(POLICY)
        async with ledger.pool.acquire() as connection:
            await prepare(connection, projections)
        async with Wakeup(server(FILLED), ledger.schemas) as wakeup:
            await Follower(ledger, projections, wakeup).catch_up()
    yield FILLED
    await keeper.execute(f"DROP DATABASE {FILLED} WITH (FORCE)")


@asynccontextmanager
async def a_demonstration(
    server: Callable[[str], str], keeper: asyncpg.Connection, filled: str
) -> AsyncIterator[tuple[Served, str]]:
    """A copy of it, served; and its DSN."""
    name = "readme_served"
    await keeper.execute(f"CREATE DATABASE {name} TEMPLATE {filled} STRATEGY file_copy")
    try:
        async with (
            open_ledger(server(name), PROVINCE, SECRET, EVENTS) as ledger,
            served_ledger(ledger, server(name)) as served,
        ):
            yield served, server(name)
    finally:
        await keeper.execute(f"DROP DATABASE {name} WITH (FORCE)")


@each_readme
def test_every_operation_is_quoted_as_its_file_has_it_and_so_are_its_variables(readme: Path) -> None:
    for step in steps(readme):  # finds each operation's file by its text, or fails
        assert step.variables == variables_file(step.name), step.name


@each_readme
def test_every_operation_shows_its_answer(readme: Path) -> None:
    assert [step.name for step in steps(readme) if not step.answers] == []


def test_both_quote_the_same_operations_in_the_same_order() -> None:
    english, chinese = map(steps, READMES)
    assert [step.name for step in english] == [step.name for step in chinese]


def test_both_type_the_same_commands_and_print_the_same() -> None:
    for kind in ("sh offline", "sh served"):
        english, chinese = (
            [(_bare(typed.text), typed.printed) for typed in commands(path, kind)] for path in READMES
        )
        assert english == chinese


def test_every_file_of_an_operation_is_used() -> None:
    shown = {step.name for step in steps(READMES[0])}
    typed = " ".join(block.text for block in commands(READMES[0], "sh served"))
    ours = [
        path.stem for path in files() if path.parent.name == "operations" and path.parents[1].name == "docs"
    ]
    assert [name for name in ours if name not in shown and f"operations/{name} " not in typed] == []


@each_readme
async def test_the_operations_answer_as_shown(
    readme: Path, server: Callable[[str], str], keeper: asyncpg.Connection, demonstration: str
) -> None:
    async with a_demonstration(server, keeper, demonstration) as (served, _):
        bound: Bound = {}
        for step in in_order(steps(readme)):
            answer = await _sent(served, step, filled(step.variables, bound), LANGUAGES[readme.name])
            for shown in step.answers:
                assert difference(shown, answer, bound, step.name) is None, answer
        assert (await served.data(who(""), "{ trialBalance { balanced } }"))["trialBalance"]["balanced"]


async def test_the_commands_for_a_server_print_what_is_shown(
    server: Callable[[str], str], keeper: asyncpg.Connection, demonstration: str, tmp_path: Path
) -> None:
    blocks = commands(READMES[0], "sh served")
    async with a_demonstration(server, keeper, demonstration) as (served, dsn):
        script = f"\necho '{MARK}'\n".join(block.text for block in blocks)
        script = script.replace("127.0.0.1:8000", served.place)
        printed = await _typed(script, tmp_path, DATABASE_URL=dsn, SECRET=SECRET)
    bound: Bound = {}
    for block, text in zip(blocks, printed.split(MARK), strict=True):
        assert '"errors": [' not in text or "FORBIDDEN" in text, text
        if block.printed is not None:
            assert difference(block.printed, _last_json(text), bound) is None, text


async def test_the_commands_that_need_no_server_run(tmp_path: Path) -> None:
    assert await _typed(
        ".venv/bin/aid-ledger migrate", tmp_path, DATA=str(tmp_path / "data")
    )  # as `make run` does
    for block in commands(READMES[0], "sh offline"):
        assert await _typed(block.text, tmp_path, DATA=str(tmp_path / "data"))


@each_readme
def test_every_setting_is_in_the_table_with_its_default(readme: Path) -> None:
    text = readme.read_text("utf-8")
    for name, field in Settings.model_fields.items():
        default = "–" if field.default is None else f"`{_plain(field.default)}`"
        row = f"| `AID_LEDGER_{name.upper()}` | "
        assert row in text, name
        if name != "secret":
            assert f"{row}{default} |" in text, name


@each_readme
def test_what_it_links_to_is_there(readme: Path) -> None:
    for target in re.findall(r"\]\(([^)#h][^)]*)\)", readme.read_text("utf-8")):
        assert (ROOT / target).exists(), target


async def _sent(served: Served, step: Step, variables: dict[str, Any], language: str) -> Any:
    """The answer, in which nothing is wrong that the page does not show."""
    if "\nsubscription " in step.text:
        return await _first_event(served, step, variables)
    response = await served.post(who(step.text), step.text, variables, accept_language=language)
    answer = response.json()
    assert "errors" not in answer, answer
    refused = [found for payload in answer["data"].values() for found in _refusals(payload)]
    assert refused == [], step.name
    return answer


def _refusals(payload: Any) -> list[Any]:
    return payload.get("errors") or [] if isinstance(payload, dict) else []


async def _first_event(served: Served, step: Step, variables: dict[str, Any]) -> Any:
    signed = {"authorization": f"Bearer {token_of(who(step.text))}", "accept": "text/event-stream"}
    body = {"query": step.text, "variables": variables}
    async with served.client.stream("POST", "/graphql/stream", json=body, headers=signed) as stream:
        async for line in stream.aiter_lines():
            if line.startswith("data: "):
                return json.loads(line.removeprefix("data: "))
    raise AssertionError("the stream ended without an event")


async def _typed(script: str, tmp_path: Path, **settings: str) -> str:
    """What a script prints, typed by somebody who stands in the repository's folder."""
    script = script.replace("/tmp/", f"{tmp_path}/").replace(".venv/bin/", f"{Path(sys.executable).parent}/")
    ours = {f"AID_LEDGER_{name}": value for name, value in settings.items()}
    theirs = {name: value for name, value in os.environ.items() if not name.startswith("AID_LEDGER_")}
    process = await asyncio.create_subprocess_exec(
        "bash",
        "-euc",
        script,
        cwd=ROOT,
        env=theirs | ours,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 120)
    assert process.returncode == 0, err.decode()
    return out.decode()


def _last_json(text: str) -> Any:
    """The last object that stands in a text, among other things or not."""
    found, place, decoder = None, text.find("{"), json.JSONDecoder()
    while place >= 0:
        found, end = decoder.raw_decode(text, place)
        place = text.find("{", end)
    return found


def _bare(script: str) -> str:
    """Without the remarks, which each language makes in its own words."""
    return "\n".join(line.partition("  #")[0].rstrip() for line in script.splitlines())


def _plain(default: Any) -> str:
    if isinstance(default, float):
        return f"{default:g}"
    return ".data" if isinstance(default, Path) else str(default)
