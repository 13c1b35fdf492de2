"""Who is behind a request, whichever transport it came by."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from api.auth.bearer import Verifier, token_in
from api.auth.claims import InvalidToken
from api.auth.viewer import Viewer
from api.security_log import note_stranger


async def signed_in(verifier: Verifier, connection: HTTPConnection, authorization: str | None) -> Viewer:
    """The person whom the token names. Raises InvalidToken, once it is noted from where it came."""
    try:
        return await verifier.verify(token_in(authorization))
    except InvalidToken as cause:
        note_stranger(connection.client.host if connection.client else "", str(cause))
        raise
