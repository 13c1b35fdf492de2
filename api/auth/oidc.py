"""Bearer tokens of an OIDC issuer: RS256 or ES256, checked against the keys that the issuer publishes."""

import asyncio
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import jwt
import orjson
import structlog

from api.auth.claims import InvalidToken, viewer_from
from api.auth.fetch import fetch_json
from api.auth.viewer import Viewer

ALGORITHMS = ("RS256", "ES256")  # never HS256: a public key would then pass for a secret
LEEWAY = timedelta(seconds=30)
KEYS_LIVE_SECONDS = 600.0
REFRESH_PAUSE_SECONDS = 15.0

log = structlog.get_logger()


class OidcVerifier:
    """Verifies tokens of one issuer for one audience; claim names can be set to what the issuer uses.

    audience None accepts the issuer's tokens for anybody.
    """

    def __init__(
        self, issuer: str, audience: str | None, roles_claim: str = "roles", scopes_claim: str = "scopes"
    ) -> None:
        self._issuer = issuer
        self._audience = audience
        self._claims = (roles_claim, scopes_claim)
        self._keys = KeySet(issuer)

    async def verify(self, token: str) -> Viewer:
        """The person behind a token. Raises InvalidToken, also while the issuer can't be reached."""
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") not in ALGORITHMS:
                raise InvalidToken("the token is not signed in a way that is accepted here")
            key = await self._keys.key(header.get("kid"), str(header["alg"]))
            claims = self._decoded(token, key)
        except jwt.ExpiredSignatureError:
            raise InvalidToken("the token has expired") from None
        except jwt.PyJWTError:
            raise InvalidToken("the token is not valid") from None
        return viewer_from(claims, *self._claims)

    def _decoded(self, token: str, key: jwt.PyJWK) -> dict[str, Any]:
        return jwt.decode(
            token,
            key,
            algorithms=list(ALGORITHMS),
            issuer=self._issuer,
            audience=self._audience,
            leeway=LEEWAY,
            options={
                "require": ["iss", "sub", "aud", "iat", "exp"],
                "verify_aud": self._audience is not None,
            },
        )


@dataclass(slots=True)
class _Published:
    keys: list[jwt.PyJWK]
    asked_at: float
    read_at: float


class KeySet:
    """The issuer's signing keys: kept for ten minutes, asked for again at most once in fifteen seconds."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer
        self._one_at_a_time = asyncio.Lock()
        self._known = _Published([], float("-inf"), float("-inf"))

    async def key(self, kid: object, algorithm: str) -> jwt.PyJWK:
        """The key of that id. Raises InvalidToken when the issuer publishes none."""
        found = self._fresh(kid, algorithm)
        if found is None:
            async with self._one_at_a_time:
                await self._refresh()
            found = self._fresh(kid, algorithm)
        if found is None:
            raise InvalidToken("the token is signed with a key that its issuer does not publish")
        return found

    def _fresh(self, kid: object, algorithm: str) -> jwt.PyJWK | None:
        if time.monotonic() - self._known.read_at > KEYS_LIVE_SECONDS:
            return None
        fitting = [key for key in self._known.keys if key.algorithm_name == algorithm]
        if kid is None:
            return fitting[0] if len(fitting) == 1 else None
        return next((key for key in fitting if key.key_id == kid), None)

    async def _refresh(self) -> None:
        now = time.monotonic()
        if now - self._known.asked_at < REFRESH_PAUSE_SECONDS:
            return
        self._known.asked_at = now
        try:
            self._known.keys = await self._published()
            self._known.read_at = now
        except (OSError, ValueError, KeyError, TypeError, jwt.PyJWTError, orjson.JSONDecodeError) as error:
            log.warning("signing keys not read", issuer=self._issuer, reason=str(error))

    async def _published(self) -> list[jwt.PyJWK]:
        about = await fetch_json(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        if about["issuer"] != self._issuer:
            raise ValueError("the discovery document names another issuer")
        published = await fetch_json(about["jwks_uri"])
        return [key for key in map(_usable, published["keys"]) if key is not None]


def _usable(published: dict[str, Any]) -> jwt.PyJWK | None:
    try:
        key = jwt.PyJWK(published)
    except jwt.PyJWTError:
        return None  # issuers also publish kinds of keys that are not known here
    return key if published.get("use", "sig") == "sig" and key.algorithm_name in ALGORITHMS else None
