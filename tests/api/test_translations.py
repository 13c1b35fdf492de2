"""Every text that a person may read has its Chinese, with the same places in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import typer

from api.command_line import app
from api.language import chinese, say
from domain.vocabulary import ErrorCode

ROOT = Path(__file__).parents[2]
# Calls that take a template, and which argument it is.
SPEAKING = {"Refusal": 1, "wrong": 0, "say": 0, "tell": 1, "Failed": 0, "Fault": 0}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for room in ("domain", "projections", "api"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and _name(node) in SPEAKING:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def templates() -> dict[str, str]:
    """Each template that stands in the code as a literal, and where."""
    found: dict[str, str] = {}
    for place, call in calls():
        index = SPEAKING[_name(call)]
        text = call.args[index] if len(call.args) > index else None
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            found.setdefault(text.value, place)
    return found


def help_texts(command: Any) -> Iterator[str]:
    yield command.help or ""
    yield from (getattr(parameter, "help", None) or "" for parameter in command.params)
    for inner in getattr(command, "commands", {}).values():
        yield from help_texts(inner)


def places(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("template", templates(), ids=lambda template: template[:40])
def test_a_template_has_its_chinese(template: str) -> None:
    assert template in chinese(), templates()[template]


def test_a_translation_has_the_places_of_its_template() -> None:
    for template, text in chinese().items():
        assert places(template) == places(text), template


def test_the_help_of_every_command_has_its_chinese() -> None:
    texts = {text for text in help_texts(typer.main.get_command(app)) if text}
    assert [text for text in sorted(texts) if text not in chinese()] == []


def test_every_refusal_has_a_code_of_the_contract_and_a_literal_template() -> None:
    codes = set(ErrorCode)
    for place, call in calls():
        if _name(call) == "Refusal" and place.startswith("domain/") and "refusal.py" not in place:
            code, template = call.args[:2]
            assert isinstance(code, ast.Constant), place
            assert code.value in codes, place
            assert isinstance(template, ast.Constant), place


def test_codes_within_a_chinese_message_are_said_in_chinese() -> None:
    said = say("This needs the role {needed}; you hold {held}.", "zh", needed="PRINCIPAL / FINANCE", held="-")
    assert said == "此操作需要角色 校长 / 财务；您的角色为 -。"
