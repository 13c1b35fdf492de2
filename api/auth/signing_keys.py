"""The keys that an OIDC issuer publishes, by which its tokens are told from forged ones."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import jwt
import orjson
import structlog

from api.auth.claims import InvalidToken
from api.auth.fetch import fetch_json
from api.auth.issuer import discovered

ALGORITHMS = ("RS256", "ES256")  # never HS256: a public key would then pass for a secret
KEYS_LIVE_SECONDS = 600.0
REFRESH_PAUSE_SECONDS = 15.0

log = structlog.get_logger()


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
        published = await fetch_json((await discovered(self._issuer))["jwks_uri"])
        return [key for key in map(_usable, published["keys"]) if key is not None]


def _usable(published: dict[str, Any]) -> jwt.PyJWK | None:
    try:
        key = jwt.PyJWK(published)
    except jwt.PyJWTError:
        return None  # issuers also publish kinds of keys that are not known here
    return key if published.get("use", "sig") == "sig" and key.algorithm_name in ALGORITHMS else None
