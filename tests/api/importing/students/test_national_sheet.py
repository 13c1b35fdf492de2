"""The form of the national import sheet, and what the import of it says."""

from __future__ import annotations

from api.cli.import_report import SUMMARY
from api.importing.students.national_sheet import TWICE, TWICE_WITHOUT, national_sheet
from api.language import chinese


def test_every_column_of_the_template_is_explained_in_both_languages() -> None:
    helps = [column.help for column in national_sheet().template]
    assert all(helps)
    assert [text for text in helps if text not in chinese()] == []


def test_a_text_that_stands_in_a_constant_has_its_chinese() -> None:
    assert [text for text in (SUMMARY, TWICE, TWICE_WITHOUT) if text not in chinese()] == []


def test_a_drop_down_is_no_longer_than_excel_reads() -> None:
    form = national_sheet()
    assert [name for name, column in form.columns.items() if len(",".join(form.choices(column))) >= 255] == []
