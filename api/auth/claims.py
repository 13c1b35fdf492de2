"""What a verified token of the ledger's own says about a person, turned into a viewer."""

from collections.abc import Mapping
from typing import Any

from api.auth.viewer import Viewer, is_scope
from api.language import Message
from domain.person import is_of_issuer
from domain.text import invisible, is_blank
from domain.vocabulary import Role

_LONGEST_NAME = 200
MOST_SCOPES = 100
_FOR_EVER = 2**40  # far beyond any lifetime; an issuer may write larger numbers than a float can hold


class InvalidToken(Exception):
    """A token that can't be trusted or understood.

    why: a template of the catalogue with its values, never any part of the token.
    """

    def __init__(self, why: str, /, **details: str) -> None:
        super().__init__(why.format_map(details))
        self.why = Message(why, **details)


def viewer_from(claims: Mapping[str, Any]) -> Viewer:
    """The viewer that verified claims, ``exp`` among them, describe.

    Raises InvalidToken on unknown roles or malformed scopes.
    """
    name = claims.get("sub")
    if not isinstance(name, str) or not is_own_name(name):
        raise InvalidToken("the token names no person")
    roles = words(claims.get("roles"), "roles")
    scopes = words(claims.get("scopes"), "scopes")
    if not roles or not set(roles) <= set(Role):
        raise InvalidToken("the token names no role, or one that is not known here")
    if not all(map(is_scope, scopes)) or len(scopes) > MOST_SCOPES:
        raise InvalidToken("the token holds a scope that is neither a division code nor a school code")
    return Viewer(name, tuple(map(Role, roles)), scopes, expiry(claims))


def is_own_name(name: str) -> bool:
    """Can it be that of a person of the ledger's own, and of nobody else's?"""
    return is_name(name) and not is_of_issuer(name)


def is_name(name: str) -> bool:
    return (
        0 < len(name) <= _LONGEST_NAME
        and name == name.strip()
        and invisible(name) is None
        and not is_blank(name)
    )


def words(value: object, claim: str) -> tuple[str, ...]:
    """The words of a claim, a list or one text with blanks. Raises InvalidToken for anything else."""
    listed = value.split() if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
        raise InvalidToken("the token's claim {claim} is not a list of strings", claim=claim)
    return tuple(dict.fromkeys(listed))


def expiry(claims: Mapping[str, Any]) -> int:
    """When the token expires, in seconds since 1970."""
    return min(int(claims["exp"]), _FOR_EVER)
