"""What an OIDC issuer publishes about itself (OpenID Connect Discovery)."""

from typing import Any

from api.auth.fetch import fetch_json


async def discovered(issuer: str) -> dict[str, Any]:
    """The issuer's own description. Raises OSError, ValueError, KeyError or TypeError."""
    about: dict[str, Any] = await fetch_json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if about["issuer"] != issuer:
        raise ValueError("the discovery document names another issuer")
    return about
