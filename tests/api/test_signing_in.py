"""Tokens, good and forged, from the ledger's own secret."""

import time
from datetime import timedelta
from typing import Any

import jwt
import pytest

from api.auth.bearer import NoToken, token_in
from api.auth.claims import InvalidToken
from api.auth.tokens import SecretVerifier, issue_token
from api.auth.viewer import Viewer
from domain.vocabulary import Role

SECRET = "a secret for tests alone, long enough"


async def test_an_issued_token_names_the_person_the_roles_and_the_scopes() -> None:
    token = issue_token(SECRET, "Li Hua", ["FINANCE", "AUDITOR"], ["3701", "3137000001"])
    viewer = await SecretVerifier(SECRET).verify(token)
    assert viewer == Viewer("Li Hua", (Role.FINANCE, Role.AUDITOR), ("3701", "3137000001"))
    assert 0 < viewer.good_until - time.time() <= 12 * 3600


async def test_a_lifetime_without_end_is_read_as_a_very_long_one() -> None:
    viewer = await SecretVerifier(SECRET).verify(jwt.encode(_claims(exp=10**400), SECRET))
    assert viewer.good_until > time.time()


@pytest.mark.parametrize(
    ("name", "roles", "scopes"),
    [
        ("", ["AUDITOR"], ["37"]),
        ("Li Hua", ["KING"], ["37"]),
        ("Li Hua", [], ["37"]),
        ("Li Hua", ["AUDITOR"], ["3"]),
        ("Li Hua", ["AUDITOR"], ["３７"]),
    ],
)
def test_a_token_that_would_not_be_accepted_is_not_issued(
    name: str, roles: list[str], scopes: list[str]
) -> None:
    with pytest.raises(ValueError, match="token"):
        issue_token(SECRET, name, roles, scopes)


@pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")
async def test_a_short_secret_signs_for_those_who_only_try_it_out() -> None:
    token = issue_token("short", "Li Hua", ["AUDITOR"], ["37"])
    assert (await SecretVerifier("short").verify(token)).name == "Li Hua"


def _claims(**changed: Any) -> dict[str, Any]:
    now = int(time.time())
    claims = {
        "iss": "aid-ledger",
        "sub": "Li Hua",
        "roles": ["AUDITOR"],
        "scopes": ["37"],
        "iat": now,
        "exp": now + 60,
    }
    return {name: value for name, value in {**claims, **changed}.items() if value is not None}


@pytest.mark.parametrize(
    "claims",
    [
        _claims(exp=int(time.time()) - 60),
        _claims(exp=None),
        _claims(sub=None),
        _claims(sub=" Li Hua"),
        _claims(sub="Li\u200bHua"),
        _claims(sub="李华\u3164"),
        _claims(sub="Li\0Hua"),
        _claims(sub="Li\ud800Hua"),
        _claims(sub="Li Hua <https://sso.example.org#1f3c>"),  # would be an issuer's person
        _claims(iss="somebody else"),
        _claims(iat=int(time.time()) + 600),
        _claims(roles="KING"),
        _claims(roles=None),
        _claims(scopes=[37]),
        _claims(scopes=None),
    ],
)
async def test_a_token_with_a_wrong_claim_is_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(InvalidToken):
        await SecretVerifier(SECRET).verify(jwt.encode(claims, SECRET))


async def test_an_unsigned_or_otherwise_signed_token_is_refused() -> None:
    verifier = SecretVerifier(SECRET)
    for forged in (
        jwt.encode(_claims(), "", algorithm="none"),
        jwt.encode(_claims(), SECRET * 2, algorithm="HS512"),
        jwt.encode(_claims(), SECRET + "!", algorithm="HS256"),
        issue_token(SECRET, "Li Hua", ["AUDITOR"], ["37"], timedelta(seconds=-60)),
        "a.b.c",
        "",
    ):
        with pytest.raises(InvalidToken) as refusal:
            await verifier.verify(forged)
        assert not forged or forged not in str(refusal.value)


def test_a_header_is_read_as_bearer_only() -> None:
    assert token_in("bearer abc") == "abc"
    with pytest.raises(NoToken):
        token_in(None)
    for header in ("Basic abc", "Bearer", "Bearer  ", "Bearer " + "x" * 10_000):
        with pytest.raises(InvalidToken):
            token_in(header)
