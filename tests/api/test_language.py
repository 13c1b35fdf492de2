"""Which language a reader gets, and what stands in the catalogue."""

import string

import pytest

from api.language import Listed, chinese, choose, say


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB, zh;q=0.9", "en"),
        ("fr, zh-Hans;q=0.3", "zh"),
        ("zh;q=0", "en"),
        ("zh;q=nonsense", "en"),
        ("*", "en"),
    ],
)
def test_the_header_decides(header: str | None, language: str) -> None:
    assert choose(header) == language


def test_a_message_without_a_translation_stays_english() -> None:
    assert say("Nothing says {this}.", "zh", this="so") == "Nothing says so."


def test_a_translation_fills_the_same_places_as_its_template() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert all(places(english) == places(translated) for english, translated in chinese().items())


def test_words_in_a_row_have_the_commas_of_the_language() -> None:
    template, heads = "Columns not used: {columns}.", Listed(["民族", "备注"])
    assert say(template, "en", columns=heads) == "Columns not used: 民族, 备注."
    assert say(template, "zh", columns=heads) == "以下列不使用：民族、备注。"
