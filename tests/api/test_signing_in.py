"""Tokens, good and forged, from the ledger's own secret and from an OIDC issuer."""

import base64
import secrets
import time
import warnings
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.auth import oidc
from api.auth.bearer import NoToken, token_in
from api.auth.claims import InvalidToken
from api.auth.fetch import fetch_json
from api.auth.oidc import KeySet, OidcVerifier
from api.auth.tokens import SecretVerifier, issue_token
from api.auth.viewer import Viewer
from domain.vocabulary import Role

with warnings.catch_warnings(record=True):  # what its own libraries deprecate
    import oidc_provider_mock

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning:oidc_provider_mock", "ignore:get_jwt_config"
)

SECRET = "a secret for tests alone, long enough"
CLIENT = "aid-ledger"


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
        _claims(sub="Li\0Hua"),
        _claims(sub="Li\ud800Hua"),
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


# ------------------------------------------------------------------ an issuer

PERSON = {"roles": ["AID_AUTHORITY"], "scopes": ["3701"]}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    people = [
        oidc_provider_mock.User(sub="wang", claims=PERSON),
        oidc_provider_mock.User(sub="nobody", claims={"roles": ["KING"], "scopes": ["37"]}),
        oidc_provider_mock.User(sub="zhang", claims={"groups": "AUDITOR FINANCE", "areas": "37"}),
    ]
    with oidc_provider_mock.run_server_in_thread(user_claims=people) as server:
        yield f"http://localhost:{server.server_port}"


def _signed_in(issuer: str, person: str, client: str = CLIENT) -> str:
    back = "http://localhost/back"
    query = {"client_id": client, "redirect_uri": back, "response_type": "code", "scope": "openid"}
    answer = httpx.post(f"{issuer}/oauth2/authorize", params=query, data={"sub": person})
    code = parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]
    grant = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
    tokens = httpx.post(f"{issuer}/oauth2/token", data=grant, auth=(client, "any"))
    token: str = tokens.json()["id_token"]
    return token


@pytest.fixture(scope="module")
def token(issuer: str) -> str:
    return _signed_in(issuer, "wang")


async def test_a_token_of_the_issuer_is_accepted(issuer: str, token: str) -> None:
    verifier = OidcVerifier(issuer, CLIENT)
    assert await verifier.verify(token) == Viewer("wang", (Role.AID_AUTHORITY,), ("3701",))


async def test_the_claims_may_have_other_names(issuer: str) -> None:
    verifier = OidcVerifier(issuer, CLIENT, "groups", "areas")
    assert await verifier.verify(_signed_in(issuer, "zhang")) == Viewer(
        "zhang", (Role.AUDITOR, Role.FINANCE), ("37",)
    )


async def test_unknown_roles_of_the_issuer_give_no_rights(issuer: str) -> None:
    with pytest.raises(InvalidToken, match="role"):
        await OidcVerifier(issuer, CLIENT).verify(_signed_in(issuer, "nobody"))


async def test_a_token_for_another_audience_or_of_another_issuer_is_refused(issuer: str, token: str) -> None:
    with pytest.raises(InvalidToken):
        await OidcVerifier(issuer, "another").verify(token)
    with pytest.raises(InvalidToken):
        await OidcVerifier(issuer + "/", CLIENT).verify(token)


def _forged(claims: dict[str, Any], algorithm: str, key: bytes) -> str:
    header = base64.urlsafe_b64encode(orjson.dumps({"alg": algorithm, "typ": "JWT"})).rstrip(b"=")
    payload = base64.urlsafe_b64encode(orjson.dumps(claims)).rstrip(b"=")
    signed = jwt.get_algorithm_by_name("HS256").sign(header + b"." + payload, key) if key else b""
    return b".".join([header, payload, base64.urlsafe_b64encode(signed).rstrip(b"=")]).decode()


async def test_a_public_key_is_no_secret_and_none_is_no_signature(issuer: str, token: str) -> None:
    claims = jwt.decode(token, options={"verify_signature": False})
    published = await fetch_json(f"{issuer}/jwks")
    public_key = jwt.PyJWK(published["keys"][0]).key.public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )
    another = rsa.generate_private_key(65537, 2048)
    verifier = OidcVerifier(issuer, CLIENT)
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
    issuer: str, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def counted(url: str) -> Any:
        asked.append(url)
        return await fetch_json(url)

    monkeypatch.setattr(oidc, "fetch_json", counted)
    verifier = OidcVerifier(issuer, CLIENT)
    stranger = jwt.encode(
        _claims(), rsa.generate_private_key(65537, 2048), "RS256", headers={"kid": "unknown"}
    )
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
