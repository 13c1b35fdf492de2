"""What the demonstration prints, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.auth.tokens import SecretVerifier
from api.demonstration import guide, operations, planted
from api.demonstration.demonstration import Demonstration
from api.language import Language, chinese
from api.settings import Settings
from domain.mandate import Mandate
from domain.vocabulary import Role

ADDRESS = "http://127.0.0.1:8000"
OPERATIONS = sorted(Path(operations.__file__).with_name("operations").glob("*.graphql"))


def shown() -> Demonstration:
    people = [Mandate(f"person {role}", (role,), ("37",)) for role in tuple(Role)]
    asked = [operations.operation(path.stem, id="x") for path in OPERATIONS]
    paid = planted.Planted(planted.PAID_LEAVER, {"name": "王伟"}, asked[0])
    card = planted.Planted(planted.ONE_CARD, {"name": "李明", "other": "张强", "school": "3637015001"}, None)
    return Demonstration(True, people, asked, [card, paid])


def lines_of(folder: Path) -> list[str]:
    return list(guide.guide(Settings(data=folder), shown(), ADDRESS))


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_each_role_gets_a_token_that_this_server_takes(tmp_path: Path, lang: Language) -> None:
    settings = Settings(data=tmp_path, lang=lang)
    lines = list(guide.guide(settings, shown(), ADDRESS))
    verifier = SecretVerifier(settings.master_secret)
    tokens = [line for line in lines if line.startswith("eyJ")]
    assert [(await verifier.verify(token)).roles for token in tokens] == [(role,) for role in tuple(Role)]
    (asking,) = [line.removeprefix("TOKEN=") for line in lines if line.startswith("TOKEN=")]
    assert (await verifier.verify(asking)).roles == (Role.AUDITOR,)


def test_nothing_is_signed_where_an_issuer_signs(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, oidc_issuer="https://issuer.example")
    lines = list(guide.guide(settings, shown(), ADDRESS))
    assert not any("eyJ" in line for line in lines)
    assert any("https://issuer.example" in line and "TOKEN" in line for line in lines)


def test_files_are_named_as_they_are_found_from_where_the_reader_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for here in (tmp_path, OPERATIONS[0].parents[2]):
        monkeypatch.chdir(here)
        asked = [line.split()[1] for line in lines_of(tmp_path) if line.startswith("ask ")]
        assert len(asked) > len(OPERATIONS)
        assert all(Path(file).exists() for file in asked)


def test_a_wrong_that_no_operation_shows_has_none(tmp_path: Path) -> None:
    lines = lines_of(tmp_path)
    place = next(n for n, line in enumerate(lines) if "one card" in line)
    assert lines[place + 1] == ""


def test_every_text_has_its_chinese() -> None:
    asked = [path.read_text("utf-8").partition("\n")[0].removeprefix("# ") for path in OPERATIONS]
    wrongs = [planted.TWO_SCHOOLS, planted.PAID_LEAVER, planted.ONE_CARD, planted.OPEN_TERM]
    assert [
        text
        for text in (guide.WHO, guide.PASTE, guide.ELSEWHERE, guide.ASK, guide.WRONG, *wrongs, *asked)
        if text not in chinese()
    ] == []
