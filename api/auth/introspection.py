"""Tokens that say nothing by themselves: the issuer is asked what they stand for (RFC 7662)."""

import asyncio
import time
from hashlib import sha256
from typing import Any

import structlog
from pydantic import SecretStr

from api.auth.claims import InvalidToken
from api.auth.fetch import post_form
from api.auth.issuer import discovered

KEPT_SECONDS = 60.0  # that a withdrawn token may go on being taken
MOST_KEPT = 1_000  # answers
AT_ONCE = 4  # questions to the issuer
WAIT_SECONDS = 10.0  # for the turn and the answer

log = structlog.get_logger()

Claims = dict[str, Any]


class Introspection:
    """Asks one issuer as one of its clients. A yes holds for a minute at most, a no is never kept.

    audience: whom the tokens must be meant for; None for anybody.
    """

    def __init__(self, issuer: str, audience: str | None, client: str, secret: SecretStr) -> None:
        self._issuer = issuer
        self._audience = audience
        self._client = client
        self._secret = secret
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._known: dict[bytes, tuple[Claims, float]] = {}
        self._endpoint: str | None = None

    async def claims(self, token: str) -> Claims:
        """What the token stands for. Raises InvalidToken, also while the issuer can't be asked."""
        digest = sha256(token.encode()).digest()
        if found := self._found(digest):
            return found
        try:
            async with asyncio.timeout(WAIT_SECONDS), self._at_once:
                return self._found(digest) or self._kept(digest, await self._asked(token))
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("token not introspected", issuer=self._issuer, reason=repr(error))
            raise InvalidToken(
                "its issuer cannot be asked about the token now; try again in a moment"
            ) from None

    def _found(self, digest: bytes) -> Claims | None:
        claims, until = self._known.get(digest, (None, 0.0))
        return claims if time.monotonic() < until else None

    def _kept(self, digest: bytes, claims: Claims) -> Claims:
        self._known.pop(digest, None)
        if len(self._known) >= MOST_KEPT:
            del self._known[next(iter(self._known))]
        lives = min(KEPT_SECONDS, claims["exp"] - time.time())
        self._known[digest] = claims, time.monotonic() + lives
        return claims

    async def _asked(self, token: str) -> Claims:
        self._endpoint = self._endpoint or (await discovered(self._issuer))["introspection_endpoint"]
        form = {"token": token, "token_type_hint": "access_token"}
        said = await post_form(self._endpoint, form, self._client, self._secret.get_secret_value())
        return self._checked(said)

    def _checked(self, said: Claims) -> Claims:
        """The claims, if they may be used here. An issuer need not name itself, but it names nobody else."""
        if said["active"] is not True:
            raise InvalidToken("its issuer does not know the token, or does not accept it any more")
        audiences = said.get("aud")
        named = audiences if isinstance(audiences, list) else [audiences]
        if said.get("iss", self._issuer) != self._issuer or self._audience not in (None, *named):
            raise InvalidToken("the token is not meant for this server")
        # A token without an end of its own is asked about anew after a minute.
        claims = {"exp": time.time() + KEPT_SECONDS, **said}
        if claims["exp"] <= time.time():
            raise InvalidToken("the token has expired")
        return claims
