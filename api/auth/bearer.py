"""The bearer token of a request, and what verifies it."""

from typing import Protocol

from api.auth.claims import InvalidToken
from api.auth.viewer import Viewer

_LONGEST_TOKEN = 8192


class Verifier(Protocol):
    """Whatever can tell a good token: the ledger's own secret, or an OIDC issuer."""

    async def verify(self, token: str) -> Viewer:
        """The person behind a token. Raises InvalidToken."""
        ...


class NoToken(InvalidToken):
    """The request names nobody."""


def token_in(authorization: str | None) -> str:
    """The token of an Authorization header ("Bearer …"). Raises NoToken or InvalidToken."""
    if not authorization:
        raise NoToken("sign in: send the header Authorization: Bearer <token>")
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip() or len(token) > _LONGEST_TOKEN:
        raise InvalidToken("the Authorization header must be: Bearer <token>")
    return token.strip()
