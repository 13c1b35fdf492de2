"""Bearer tokens of an OIDC issuer: signed ones are checked against its keys, it is asked about all others."""

from datetime import timedelta
from typing import Any

import jwt

from api.auth.claims import InvalidToken
from api.auth.introspection import Introspection
from api.auth.issued_claims import USUAL_CLAIMS, ClaimNames, issued_viewer
from api.auth.signing_keys import ALGORITHMS, KeySet
from api.auth.viewer import Viewer

LEEWAY = timedelta(seconds=30)
_PARTS = 3  # of a signed token: header, claims, signature


class OidcVerifier:
    """Verifies tokens of one issuer for one audience.

    audience None accepts the issuer's tokens for anybody and for nobody in particular. introspection None accepts
    signed tokens alone.
    """

    def __init__(
        self,
        issuer: str,
        audience: str | None,
        names: ClaimNames = USUAL_CLAIMS,
        introspection: Introspection | None = None,
    ) -> None:
        self._issuer = issuer
        self._audience = audience
        self._names = names
        self._introspection = introspection
        self._keys = KeySet(issuer)

    async def verify(self, token: str) -> Viewer:
        """The person behind a token. Raises InvalidToken, also while the issuer can't be reached."""
        if not token.isascii():
            raise InvalidToken("the token is not valid")
        signed = token.count(".") == _PARTS - 1
        claims = await (self._signed(token) if signed else self._opaque(token))
        return issued_viewer(claims, self._issuer, self._names)

    async def _opaque(self, token: str) -> dict[str, Any]:
        if self._introspection is None:
            raise InvalidToken(
                "this server reads signed tokens (JWT) only: have the issuer give out such, or set"
                " AID_LEDGER_OIDC_CLIENT_ID and AID_LEDGER_OIDC_CLIENT_SECRET, so that the issuer is asked about others"
            )
        return await self._introspection.claims(token)

    async def _signed(self, token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") not in ALGORITHMS:
                raise InvalidToken("the token is not signed in a way that is accepted here")
            key = await self._keys.key(header.get("kid"), str(header["alg"]))
            return self._decoded(token, key)
        except jwt.ExpiredSignatureError:
            raise InvalidToken("the token has expired") from None
        except (jwt.InvalidAudienceError, jwt.InvalidIssuerError):
            raise InvalidToken("the token is not meant for this server") from None
        except jwt.MissingRequiredClaimError as missing:
            raise InvalidToken(
                "the token has no claim {claim}; its issuer has to put it in", claim=missing.claim
            ) from None
        except jwt.PyJWTError:
            raise InvalidToken("the token is not valid") from None

    def _decoded(self, token: str, key: jwt.PyJWK) -> dict[str, Any]:
        restricted = self._audience is not None
        return jwt.decode(
            token,
            key,
            algorithms=list(ALGORITHMS),
            issuer=self._issuer,
            audience=self._audience,
            leeway=LEEWAY,
            options={
                "require": ["iss", "sub", "iat", "exp", *(["aud"] if restricted else [])],
                "verify_aud": restricted,
            },
        )
