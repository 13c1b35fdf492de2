"""What a verified token says about a person, turned into a viewer; one strict reading for every issuer."""

from collections.abc import Mapping
from typing import Any

from api.auth.viewer import Viewer, is_scope
from api.language import Message
from domain.text import invisible
from domain.vocabulary import Role

_LONGEST_NAME = 200
_MOST_SCOPES = 100
_FOR_EVER = 2**40  # far beyond any lifetime; an issuer may write larger numbers than a float can hold


class InvalidToken(Exception):
    """A token that can't be trusted or understood.

    why: a template of the catalogue with its values, never any part of the token.
    """

    def __init__(self, why: str, /, **details: str) -> None:
        super().__init__(why.format_map(details))
        self.why = Message(why, **details)


def viewer_from(
    claims: Mapping[str, Any], roles_claim: str = "roles", scopes_claim: str = "scopes"
) -> Viewer:
    """The viewer that verified claims, ``exp`` among them, describe.

    Raises InvalidToken on unknown roles or malformed scopes.
    """
    name = claims.get("sub")
    if not isinstance(name, str) or not _is_name(name):
        raise InvalidToken("the token names no person")
    roles = _words(claims.get(roles_claim), roles_claim)
    scopes = _words(claims.get(scopes_claim), scopes_claim)
    if not roles or not set(roles) <= set(Role):
        raise InvalidToken("the token names no role, or one that is not known here")
    if not all(map(is_scope, scopes)) or len(scopes) > _MOST_SCOPES:
        raise InvalidToken("the token holds a scope that is neither a division code nor a school code")
    return Viewer(name, tuple(map(Role, roles)), scopes, min(int(claims["exp"]), _FOR_EVER))


def _is_name(name: str) -> bool:
    # Two names that look alike would be one person to every reader and two to the rule of four eyes.
    return 0 < len(name) <= _LONGEST_NAME and name == name.strip() and invisible(name) is None


def _words(value: object, claim: str) -> tuple[str, ...]:
    words = value.split() if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise InvalidToken("the token's claim {claim} is not a list of strings", claim=claim)
    return tuple(dict.fromkeys(words))
