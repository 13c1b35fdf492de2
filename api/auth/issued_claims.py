"""What a verified token of an OIDC issuer says about a person: claims by whatever names the issuer gives them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.auth.claims import MOST_SCOPES, InvalidToken, expiry, is_name, words
from api.auth.viewer import Viewer, is_scope
from domain.person import recorded
from domain.text import invisible
from domain.vocabulary import Role

_LONGEST_SUBJECT = 255  # OpenID Connect Core §2


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """Where the claims are found (see ``claim``)."""

    name: str = "name"
    roles: str = "roles"
    scopes: str = "scopes"


USUAL_CLAIMS = ClaimNames()


def claim(claims: Mapping[str, Any], named: str) -> object:
    """The value of a claim; None where there is none.

    named: the claim's name as it stands. If the token has none of that name: with a slash in front a JSON Pointer
    (RFC 6901), else its dots part objects within objects, such as Keycloak's ``realm_access.roles``.
    """
    if named in claims:
        return claims[named]
    found: Any = claims
    for step in _steps(named):
        found = found.get(step) if isinstance(found, dict) else None
    return found


def _steps(named: str) -> list[str]:
    if not named.startswith("/"):
        return named.split(".")
    return [step.replace("~1", "/").replace("~0", "~") for step in named[1:].split("/")]


def issued_viewer(claims: Mapping[str, Any], issuer: str, names: ClaimNames) -> Viewer:
    """The viewer that an issuer's verified claims, ``exp`` among them, describe.

    Roles and scopes that are not the ledger's are the issuer's own affair; they give no right. Raises InvalidToken
    if none is left, and for a name or subject that could be taken for somebody else's.
    """
    roles = [word for word in _listed(claims, names.roles) if word in set(Role)]
    scopes = [word for word in _listed(claims, names.scopes) if is_scope(word)]
    if not roles:
        raise InvalidToken("the token's claim {claim} names no role of this ledger", claim=names.roles)
    if not 0 < len(scopes) <= MOST_SCOPES:
        raise InvalidToken(
            "the token's claim {claim} names no division and no school, or more than {limit}",
            claim=names.scopes,
            limit=str(MOST_SCOPES),
        )
    return Viewer(_person(claims, issuer, names.name), tuple(map(Role, roles)), tuple(scopes), expiry(claims))


def _listed(claims: Mapping[str, Any], named: str) -> tuple[str, ...]:
    value = claim(claims, named)
    if value is None:
        raise InvalidToken("the token has no claim {claim}; its issuer has to put it in", claim=named)
    return words(value, named)


def _person(claims: Mapping[str, Any], issuer: str, named: str) -> str:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT or invisible(subject):
        raise InvalidToken("the token names no person")
    try:
        return recorded(_name(claim(claims, named)), issuer, subject)
    except ValueError:
        raise InvalidToken("the token's claim {claim} is not a name that can be shown", claim=named) from None


def _name(value: object) -> str | None:
    """None where there is none. Raises ValueError for what nobody can read."""
    shown = value.strip() if isinstance(value, str) else value
    if shown is None or shown == "":
        return None
    if not isinstance(shown, str) or not is_name(shown):
        raise ValueError("not a name")
    return shown
