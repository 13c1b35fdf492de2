"""Bearer tokens of the embedded default: HS256, signed with the ledger's own secret."""

import time
import warnings
from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache

import jwt

from api.auth.claims import InvalidToken, viewer_from
from api.auth.viewer import Viewer

ISSUER = "aid-ledger"
LIFETIME = timedelta(hours=12)
LEEWAY = timedelta(seconds=30)
MOST_REMEMBERED = 1_000  # tokens

_EXPIRED = "the token has expired"

# How short a secret may be is the settings' business, who say it once.
warnings.filterwarnings("ignore", category=jwt.InsecureKeyLengthWarning)


def issue_token(
    secret: str, name: str, roles: Iterable[str], scopes: Iterable[str], lifetime: timedelta = LIFETIME
) -> str:
    """A signed token for one person. Raises ValueError if this server would not accept it back."""
    now = int(time.time())
    claims = {
        "iss": ISSUER,
        "sub": name,
        "roles": list(roles),
        "scopes": list(scopes),
        "iat": now,
        "exp": now + int(lifetime.total_seconds()),
    }
    try:
        viewer_from(claims)
    except InvalidToken as refusal:
        raise ValueError(str(refusal)) from None
    return jwt.encode(claims, secret, algorithm="HS256")


class SecretVerifier:
    """Verifies tokens that ``issue_token`` signed with the same secret."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._remembered = lru_cache(MOST_REMEMBERED)(self._verified)

    async def verify(self, token: str) -> Viewer:
        """The person behind a token, which is read once and then remembered. Raises InvalidToken."""
        viewer = self._remembered(token)
        if time.time() >= viewer.good_until + LEEWAY.total_seconds():
            raise InvalidToken(_EXPIRED)
        return viewer

    def _verified(self, token: str) -> Viewer:
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=["HS256"],
                issuer=ISSUER,
                leeway=LEEWAY,
                options={"require": ["iss", "sub", "iat", "exp"]},
            )
        except jwt.ExpiredSignatureError:
            raise InvalidToken(_EXPIRED) from None
        except jwt.PyJWTError:
            raise InvalidToken("the token is not valid") from None
        return viewer_from(claims)
