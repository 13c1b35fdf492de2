"""Every text that a person may read has its Chinese, with the same places in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import typer

from api.cli import scopes, usage, wrong_settings
from api.cli.chinese_help import HEADINGS
from api.command_line import app
from api.language import chinese, say
from domain.vocabulary import ErrorCode

ROOT = Path(__file__).parents[2]
# Calls that take a template, and which argument it is.
SPEAKING = {
    **{"Refusal": 1, "wrong": 0, "say": 0, "tell": 1, "Failed": 0, "Fault": 0, "Message": 0, "Compared": 0},
    **{"ClientError": 0, "_bad": 0, "_strict": 1, "InvalidToken": 0, "NoToken": 0, "check_batch": 2},
    **{"complain": 0, "SecretUnusable": 0, "Hindered": 0},
}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node) in SPEAKING:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def sources() -> Iterator[Path]:
    for room in ("domain", "projections", "api"):
        yield from sorted((ROOT / room).rglob("*.py"))


def constants() -> dict[str, str]:
    """Texts that stand in the code under a name."""
    found = {}
    for path in sources():
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                value = node.value.value if isinstance(node.value, ast.Constant) else None
                if isinstance(value, str):
                    found[node.targets[0].id] = value
    return found


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def templates() -> dict[str, str]:
    """Each template that stands in the code, as a literal or under a name, and where."""
    found: dict[str, str] = {}
    named = constants()
    for place, call in calls():
        index = SPEAKING[_name(call)]
        text = call.args[index] if len(call.args) > index else None
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            found.setdefault(text.value, place)
        elif isinstance(text, ast.Name) and text.id in named:
            found.setdefault(named[text.id], place)
    for table in (usage.FORMS, wrong_settings.WRONG, wrong_settings.MISSHAPEN, scopes.KINDS):
        found.update(dict.fromkeys(table.values(), "a table of the command line"))
    return found


def help_texts(command: Any) -> Iterator[str]:
    yield command.help or ""
    yield command.epilog or ""
    yield from (getattr(parameter, "help", None) or "" for parameter in command.params)
    shown = (getattr(parameter, "show_default", None) for parameter in command.params)
    yield from (text for text in shown if isinstance(text, str))
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


ASCII_BESIDE_CHINESE = re.compile(r"[\u3001-\u9fff\uff00-\uffef”}] ?[,:;()]|[,:;()] ?[\u3001-\u9fff“{]")


def test_chinese_has_its_own_punctuation() -> None:
    """Between words of code (Authorization: Bearer) the marks stay as the code has them."""
    wrong = {text: found[0] for text in chinese().values() if (found := ASCII_BESIDE_CHINESE.search(text))}
    assert wrong == {}
    assert ASCII_BESIDE_CHINESE.search("金额:{amount}")
    assert ASCII_BESIDE_CHINESE.search("如 {one}, {other}")


def test_codes_in_a_list_have_chinese_commas() -> None:
    assert (
        say("Papers are missing: {kinds}.", "zh", kinds="SCHOOL_REPORT, CITY_SEAL")
        == "缺少材料：学校报告、市级签章。"
    )
    said = say("School {place} lies outside your scope ({scopes}).", "zh", place="1", scopes="3715, 3701")
    assert said == "学校 1 不在您的管辖范围（3715、3701）内。"


def test_the_help_of_every_command_has_its_chinese() -> None:
    texts = {text for text in help_texts(typer.main.get_command(app)) if text} | {*HEADINGS.values()}
    assert [text for text in sorted(texts) if text not in chinese()] == []


def test_every_refusal_has_a_code_of_the_contract_and_a_literal_template() -> None:
    codes = set(ErrorCode.__members__)
    for place, call in calls():
        if _name(call) == "Refusal" and place.startswith("domain/") and "refusal.py" not in place:
            code, template = call.args[:2]
            # Under a name where one check serves many commands: then the callers hold the literals.
            assert isinstance(template, ast.Constant | ast.Name), place
            assert isinstance(code, ast.Name) or (isinstance(code, ast.Attribute) and code.attr in codes), (
                place
            )


def test_codes_within_a_chinese_message_are_said_in_chinese() -> None:
    said = say("This needs the role {needed}; you hold {held}.", "zh", needed="PRINCIPAL / FINANCE", held="-")
    assert said == "此操作需要角色 校长 / 财务；您的角色为 -。"
