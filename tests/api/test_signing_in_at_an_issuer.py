"""Tokens of an OIDC issuer, good and forged: whom they name and what they give."""

import base64
import secrets
import time
from collections.abc import Iterator
from typing import Any

import jwt
import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from structlog.testing import capture_logs

from api.application import verifier_of
from api.auth import issuer as published_by
from api.auth import signing_keys
from api.auth.claims import InvalidToken
from api.auth.fetch import fetch_json
from api.auth.oidc import OidcVerifier
from api.auth.signing_keys import KeySet
from api.auth.viewer import Viewer
from api.settings import Settings
from domain.vocabulary import Role
from tests.api.issuer import CLIENT, NO_COMPLAINT, Issuer, an_issuer

pytestmark = NO_COMPLAINT

PEOPLE: dict[str, dict[str, Any]] = {
    "wang": {"name": "王芳", "roles": ["AID_AUTHORITY"], "scopes": ["3701"]},
    "foreign": {"roles": "offline_access FINANCE default-roles-aid", "scopes": "openid 37 37O1"},
    "king": {"roles": ["KING"], "scopes": ["37"]},
    "nowhere": {"roles": ["AUDITOR"], "scopes": ["openid"]},
    "nothing": {"scopes": ["37"]},
    "number": {"roles": [7], "scopes": ["37"]},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with an_issuer(PEOPLE) as running:
        yield running


@pytest.fixture(scope="module")
def token(issuer: Issuer) -> str:
    return issuer.token("wang")


async def test_a_person_is_shown_by_name_and_told_apart_by_issuer_and_subject(
    issuer: Issuer, token: str
) -> None:
    viewer = await OidcVerifier(issuer.url, CLIENT).verify(token)
    assert viewer == Viewer(f"王芳 <{issuer.url}#wang>", (Role.AID_AUTHORITY,), ("3701",))
    assert viewer.identity == f"{issuer.url}#wang"


async def test_what_the_ledger_does_not_know_gives_no_right_and_costs_none(issuer: Issuer) -> None:
    viewer = await OidcVerifier(issuer.url, CLIENT).verify(issuer.token("foreign"))
    assert viewer == Viewer(f"foreign <{issuer.url}#foreign>", (Role.FINANCE,), ("37",))


@pytest.mark.parametrize(
    ("person", "why"),
    [
        ("king", "claim roles names no role of this ledger"),
        ("nowhere", "claim scopes names no division and no school"),
        ("nothing", "has no claim roles; its issuer has to put it in"),
        ("number", "claim roles is not a list of strings"),
    ],
)
async def test_who_has_no_role_or_scope_is_told_which_claim_lacks_it(
    issuer: Issuer, person: str, why: str
) -> None:
    with pytest.raises(InvalidToken, match=why):
        await OidcVerifier(issuer.url, CLIENT).verify(issuer.token(person))


async def test_the_audience_that_is_set_must_be_named(issuer: Issuer, token: str) -> None:
    with pytest.raises(InvalidToken, match="not meant for this server"):
        await OidcVerifier(issuer.url, "another").verify(token)
    with pytest.raises(InvalidToken, match="no claim aud"):
        await OidcVerifier(issuer.url, CLIENT).verify(issuer.signed(token, aud=None))
    both = issuer.signed(token, aud=["account", CLIENT])
    assert (await OidcVerifier(issuer.url, CLIENT).verify(both)).roles == (Role.AID_AUTHORITY,)


async def test_without_one_any_audience_will_do_and_none(issuer: Issuer, token: str) -> None:
    for audience in ("another", ["account"], None):
        spoken = issuer.signed(token, aud=audience)
        assert (await OidcVerifier(issuer.url, None).verify(spoken)).scopes == ("3701",)


def test_whoever_leaves_the_audience_out_is_warned_at_the_start(issuer: Issuer) -> None:
    with capture_logs() as logs:
        verifier_of(Settings(oidc_issuer=issuer.url))
        verifier_of(Settings(oidc_issuer=issuer.url, oidc_audience=CLIENT))
    assert [line["event"] for line in logs] == ["oidc_audience_not_set"]


async def test_a_token_of_another_issuer_or_an_old_one_is_refused(issuer: Issuer, token: str) -> None:
    with pytest.raises(InvalidToken):
        await OidcVerifier(issuer.url + "/", CLIENT).verify(token)
    with pytest.raises(InvalidToken, match="not meant"):
        await OidcVerifier(issuer.url, CLIENT).verify(issuer.signed(token, iss="https://sso.example.org"))
    with pytest.raises(InvalidToken, match="expired"):
        await OidcVerifier(issuer.url, CLIENT).verify(issuer.signed(token, exp=int(time.time()) - 60))


def _forged(claims: dict[str, Any], algorithm: str, key: bytes) -> str:
    header = base64.urlsafe_b64encode(orjson.dumps({"alg": algorithm, "typ": "JWT"})).rstrip(b"=")
    payload = base64.urlsafe_b64encode(orjson.dumps(claims)).rstrip(b"=")
    signed = jwt.get_algorithm_by_name("HS256").sign(header + b"." + payload, key) if key else b""
    return b".".join([header, payload, base64.urlsafe_b64encode(signed).rstrip(b"=")]).decode()


async def test_a_public_key_is_no_secret_and_none_is_no_signature(issuer: Issuer, token: str) -> None:
    claims = jwt.decode(token, options={"verify_signature": False})
    published = await fetch_json(f"{issuer.url}/jwks")
    public_key = jwt.PyJWK(published["keys"][0]).key.public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )
    another = rsa.generate_private_key(65537, 2048)
    verifier = OidcVerifier(issuer.url, CLIENT)
    for forged in (
        _forged(claims, "HS256", public_key),
        _forged(claims, "RS256", public_key),
        _forged(claims, "none", b""),
        jwt.encode(claims, another, "RS256"),
        jwt.encode(claims, another, "RS256", headers={"kid": secrets.token_hex(4)}),
        token[:-8] + "AAAAAAAA",
    ):
        with pytest.raises(InvalidToken):
            await verifier.verify(forged)


async def test_unknown_keys_don_t_make_the_issuer_be_asked_again_and_again(
    issuer: Issuer, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def counted(url: str) -> Any:
        asked.append(url)
        return await fetch_json(url)

    monkeypatch.setattr(published_by, "fetch_json", counted)
    monkeypatch.setattr(signing_keys, "fetch_json", counted)
    verifier = OidcVerifier(issuer.url, CLIENT)
    claims = jwt.decode(token, options={"verify_signature": False})
    stranger = jwt.encode(claims, rsa.generate_private_key(65537, 2048), "RS256", headers={"kid": "unknown"})
    for _ in range(20):
        with pytest.raises(InvalidToken):
            await verifier.verify(stranger)
        await verifier.verify(token)
    assert len(asked) == 2, "the discovery document and the keys, once"


async def test_an_issuer_out_of_reach_is_a_refusal_not_an_accident() -> None:
    keys = KeySet("http://127.0.0.1:9")
    for _ in range(2):
        with pytest.raises(InvalidToken):
            await keys.key("any", "RS256")
    with pytest.raises(InvalidToken):
        await KeySet("http://example.org").key("any", "RS256")
