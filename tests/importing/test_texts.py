"""Every text of the import and of the template is in the catalogue."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import api.importing
from api.cli.import_students import SUMMARY
from api.importing.line import TWICE
from api.importing.national_sheet import choices, columns, words
from api.importing.run import HELD_ALREADY
from api.importing.template import GUIDE_HEAD
from api.language import chinese

SPEAKING = {"say", "tell", "wrong", "unreadable"}
FOLDER = Path(api.importing.__path__[0])
MODULES = [*FOLDER.glob("*.py"), *FOLDER.with_name("commands").glob("*_students.py")]


def spoken(module: Path) -> list[str]:
    calls = [node for node in ast.walk(ast.parse(module.read_text("utf-8"))) if isinstance(node, ast.Call)]
    speaking = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in SPEAKING]
    arguments = [argument for call in speaking for argument in call.args]
    return [a.value for a in arguments if isinstance(a, ast.Constant) and isinstance(a.value, str)]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_what_a_module_says_has_a_chinese_text(module: Path) -> None:
    assert [text for text in spoken(module) if text not in chinese()] == []


def test_so_has_what_lies_in_data_and_constants() -> None:
    helps = [column.help for column in columns().values() if column.template]
    assert all(helps)
    assert [
        text for text in (*helps, *GUIDE_HEAD, SUMMARY, TWICE, HELD_ALREADY) if text not in chinese()
    ] == []


def test_a_drop_down_offers_only_what_the_import_takes() -> None:
    for column in columns().values():
        assert len(",".join(choices(column))) < 255  # the longest list that Excel reads
        if column.words:
            assert set(choices(column)) <= set(words(column.words))
