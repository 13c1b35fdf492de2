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
    return Demonstration(
        True, people, asked, [planted.Planted(planted.PAID_LEAVER, {"name": "王伟"}, asked[0])]
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_each_role_gets_a_token_that_this_server_takes(tmp_path: Path, lang: Language) -> None:
    settings = Settings(data=tmp_path, lang=lang)
    lines = list(guide.guide(settings, shown(), ADDRESS))
    verifier = SecretVerifier(settings.master_secret)
    tokens = [line for line in lines if line.startswith("eyJ")]
    assert [(await verifier.verify(token)).roles for token in tokens] == [(role,) for role in tuple(Role)]


def test_nothing_is_signed_where_an_issuer_signs(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, oidc_issuer="https://issuer.example")
    assert not any(line.startswith("eyJ") for line in guide.guide(settings, shown(), ADDRESS))


def test_every_text_has_its_chinese() -> None:
    asked = [path.read_text("utf-8").partition("\n")[0].removeprefix("# ") for path in OPERATIONS]
    wrongs = [planted.TWO_SCHOOLS, planted.PAID_LEAVER, planted.ONE_CARD, planted.OPEN_TERM]
    assert [
        text for text in (guide.WHO, guide.ASK, guide.WRONG, *wrongs, *asked) if text not in chinese()
    ] == []
