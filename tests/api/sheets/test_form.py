"""What a form may say of itself."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from api.sheets.form import Form
from api.sheets.heading import heading
from api.sheets.sheet import Sheet

TWO_COLUMNS = """
title = "点名册"
rejected = { row = "行号", reason = "原因", excess = "多出内容" }
[[column]]
field = "name"
name = "姓名"
[[column]]
field = "present"
name = "在校"
words = "present"
[words.present]
YES = ["是", "√"]
"""


def form(folder: Path, text: str) -> Form:
    path = folder / "form.toml"
    path.write_text(text, "utf-8")
    return Form.load(path)


def test_words_and_heads_are_known_in_their_plain_form(tmp_path: Path) -> None:
    roll_call = form(tmp_path, TWO_COLUMNS.replace("是", " y e s ").replace("在校", "在校（必填）"))
    assert roll_call.meanings("present") == {"YES": "YES", "√": "YES"}
    assert roll_call.fields["在校"] == "present"


def test_a_form_of_two_columns_has_a_head_of_two(tmp_path: Path) -> None:
    roll_call = form(tmp_path, TWO_COLUMNS)
    found = heading(Sheet("1", [["点名册"], ["姓名", "在校"]]), roll_call)
    assert found is not None
    assert (found.number, found.columns) == (2, {"name": [0], "present": [1]})
    assert heading(Sheet("1", [["点名册"], ["姓名"]]), roll_call) is None


@pytest.mark.parametrize(
    ("right", "mistaken", "said"),
    [
        ('name = "在校"', 'name = "原因"', "more than one column: 原因"),
        ('name = "在校"', 'name = "*姓名(全名)"', "more than one column: 姓名"),
        ('field = "present"', 'field = "row"', "more than one column: row"),
        ('words = "present"', 'words = "absent"', "not listed: absent"),
        ('words = "present"', 'word = "present"', "unknown field `word`"),
        ("rejected", "refused", "field `refused`|required field `rejected`"),
    ],
)
def test_a_mistake_in_a_form_is_found_when_it_is_loaded(
    tmp_path: Path, right: str, mistaken: str, said: str
) -> None:
    with pytest.raises(msgspec.ValidationError, match=said):
        form(tmp_path, TWO_COLUMNS.replace(right, mistaken))
