"""Which scopes a token is worth having for: the ledger's own province, what is there, and the role's kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from api.auth.viewer import is_scope
from api.cli.terminal import Failed
from domain.policy.divisions import Divisions, county_of
from domain.vocabulary import Role

SCHOOL_CODE = 10  # digits

# rules §10: a role is held in its kind of scope and no other; the rest are held at any level.
SCHOOL_ROLES = frozenset({Role.REGISTRAR, Role.AID_OFFICER, Role.PRINCIPAL})
AUTHORITIES = frozenset({Role.REGISTRY_AUTHORITY, Role.AID_AUTHORITY})


def check_scopes(scopes: Sequence[str], province: str) -> None:
    """Raises Failed for a scope in which nobody could see anything."""
    for scope in scopes:
        _check_place(scope, province)


def held_elsewhere(roles: Sequence[Role], scopes: Sequence[str]) -> Mapping[Role, str]:
    """The roles that are held in none of the scopes, each with the sentence that says where it is."""
    return {
        role: KINDS[_kind(role)]
        for role in roles
        if _kind(role) in KINDS and not any(_is_held_in(role, scope) for scope in scopes)
    }


def _check_place(scope: str, province: str) -> None:
    if not is_scope(scope):
        raise Failed(
            "No token: {scope} is no scope. A scope is the first 2, 4 or 6 digits of a division, such as {province},"
            " or a school code of ten.",
            scope=scope,
            province=province,
        )
    at = 2 if len(scope) == SCHOOL_CODE else 0  # a school code begins with its type
    if scope[at : at + 2] != province:
        raise Failed(
            "No token: the scope {scope} lies in another province, and this ledger is that of {province}. Give a scope"
            " in it; another province's ledger is chosen with AID_LEDGER_CODE.",
            scope=scope,
            province=province,
        )
    if len(scope) != SCHOOL_CODE:
        _check_division(scope)


def _check_division(scope: str) -> None:
    if not Divisions.load().exists(scope):
        raise Failed(
            "No token: no division ever had the code {scope}. Look it up in GB/T 2260, or give fewer digits.",
            scope=scope,
        )
    if (prefix := county_of(scope)) != scope:
        raise Failed(
            "No token: {scope} would cover no county. Give {prefix} for all of it.",
            scope=scope,
            prefix=prefix,
        )


KINDS = {
    "school": "Please check: {role} is held in a school, and its scope is the school's ten-digit code.",
    "division": "Please check: {role} is held in a county, city or province, and its scope is that division's code.",
    "province": "Please check: {role} is held in a province, and its scope is the province's two digits.",
}


def _kind(role: Role) -> str:
    if role in SCHOOL_ROLES:
        return "school"
    if role in AUTHORITIES:
        return "division"
    return "province" if role is Role.DATA_STEWARD else "any"


def _is_held_in(role: Role, scope: str) -> bool:
    is_school = len(scope) == SCHOOL_CODE
    return {"school": is_school, "division": not is_school, "province": len(scope) == 2}[_kind(role)]
