"""What the pages say is so: their operations are the files', run in order over all pages, and answer as shown."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.docs.conftest import Demonstrations
from tests.docs.pages import (
    CHINESE,
    DOCS,
    ENGLISH,
    PAIRS,
    Block,
    Bound,
    Step,
    blocks,
    commands,
    difference,
    files,
    filled,
    in_order,
    steps,
    title,
    variables_file,
    who,
)
from tests.support.server import Served, token_of

IN_CHINESE = " -H 'Accept-Language: zh-CN'"
DESKS = {"school": "学校", "authority": "主管部门", "finance": "财务"}
STORY = re.compile(r"(\d+)(?:–(\d+))? \[?(school|authority|finance|学校|主管部门|财务)")

each_page = pytest.mark.parametrize("page", ENGLISH + CHINESE, ids=title)
each_pair = pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: title(pair[0]))
each_language = pytest.mark.parametrize(("pages", "language"), [(ENGLISH, "en"), (CHINESE, "zh-CN")])


@each_page
def test_every_operation_is_quoted_as_its_file_has_it_and_so_are_its_variables(page: Path) -> None:
    for step in steps(page):  # finds each operation's file by its text, or fails
        assert step.variables == variables_file(step.name), step.name


@each_page
def test_every_operation_shows_its_answer(page: Path) -> None:
    assert [step.name for step in steps(page) if not step.answers] == []


@each_pair
def test_both_languages_hold_the_same_blocks(pair: tuple[Path, Path]) -> None:
    """Operations, variables, commands and code to the letter; answers but for their statements."""
    english, chinese = ([_plain(block) for block in blocks(page)] for page in pair)
    assert english == chinese


def test_every_file_of_an_operation_is_used() -> None:
    shown = {step.name for page in ENGLISH for step in steps(page)}
    typed = " ".join(block.text for page in ENGLISH for block in commands(page, "sh served"))
    ours = [path.stem for path in files() if path.parent == DOCS / "queries"]
    assert [name for name in ours if name not in shown and f"queries/{name}.graphql" not in typed] == []


@pytest.mark.parametrize("desk", DESKS)
def test_each_desk_says_where_the_story_goes_on(desk: str) -> None:
    english, chinese = (_story(folder / f"{desk}.md") for folder in (DOCS, DOCS / "zh-CN"))
    assert english == {int(step.name[:2]): name for name in DESKS for step in steps(DOCS / f"{name}.md")}
    assert chinese == {n: DESKS[name] for n, name in english.items()}


@each_language
async def test_the_operations_answer_as_shown(
    pages: Sequence[Path], language: str, demonstrations: Demonstrations
) -> None:
    async with demonstrations() as (served, _, _):
        bound: Bound = {}
        for step in in_order([step for page in pages for step in steps(page)]):
            answer = await _sent(served, step, filled(step.variables, bound), language)
            for shown in step.answers:
                assert difference(shown, answer, bound, step.name) is None, answer
        assert (await served.data(who(""), "{ trialBalance { balanced } }"))["trialBalance"]["balanced"]


def _story(page: Path) -> dict[int, str]:
    """Who takes each step, as a page says at its top."""
    found = STORY.findall(page.read_text("utf-8"))
    return {n: desk for first, last, desk in found for n in range(int(first), int(last or first) + 1)}


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


def _plain(block: Block) -> tuple[str, Any]:
    """Without what each language says in its own words."""
    if block.kind in ("json answer", "json printed"):
        return block.kind, _silent(json.loads(block.text))
    if block.kind.startswith("sh"):
        return block.kind, _bare(block.text)
    return block.kind, "" if block.kind == "text" else block.text


def _silent(answer: Any) -> Any:
    match answer:
        case dict():
            return {name: name == "statement" or _silent(part) for name, part in answer.items()}
        case list():
            return [_silent(part) for part in answer]
    return answer


def _bare(script: str) -> str:
    """Without remarks, and without asking for Chinese."""
    lines = (line.partition("  #")[0].rstrip() for line in script.splitlines())
    return "\n".join(lines).replace(IN_CHINESE, "")
