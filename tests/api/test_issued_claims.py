"""Where an issuer's claims are found, and which names and subjects a person may have."""

import time
from typing import Any

import pytest

from api.auth.claims import InvalidToken
from api.auth.issued_claims import USUAL_CLAIMS, ClaimNames, claim, issued_viewer
from domain.person import identity_of, name_of
from domain.vocabulary import Role

ISSUER = "https://sso.example.org/realms/aid"
KEYCLOAK: dict[str, Any] = {
    "sub": "f:8f14e45f:wang",
    "name": "王芳",
    "preferred_username": "wangfang",
    "realm_access": {"roles": ["offline_access", "uma_authorization", "default-roles-aid", "AUDITOR"]},
    "resource_access": {"aid-ledger": {"roles": ["FINANCE"]}, "aid.ledger": {"roles": ["PRINCIPAL"]}},
    "scopes": "3701 3702",
}
OTHERS: dict[str, Any] = {
    "https://example.org/roles": ["REGISTRAR"],
    "a/b~c": {"d.e": ["INSPECTOR"]},
    "x.y": "as it stands",
    "x": {"y": "within"},
}


def person(names: ClaimNames = USUAL_CLAIMS, **claims: Any) -> str:
    usual = {"sub": "1f3c", "roles": ["AUDITOR"], "scopes": ["37"], "exp": time.time() + 60}
    return issued_viewer({**usual, **claims}, ISSUER, names).name


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("scopes", "3701 3702"),
        ("realm_access.roles", KEYCLOAK["realm_access"]["roles"]),
        ("resource_access.aid-ledger.roles", ["FINANCE"]),
        ("/resource_access/aid-ledger/roles", ["FINANCE"]),
        ("/resource_access/aid.ledger/roles", ["PRINCIPAL"]),
        ("https://example.org/roles", ["REGISTRAR"]),
        ("/a~1b~0c/d.e", ["INSPECTOR"]),
        ("x.y", "as it stands"),
        ("/x/y", "within"),
        ("resource_access.aid.ledger.roles", None),
        ("scopes.0", None),
        ("realm_access.roles.0", None),
        ("none.at.all", None),
        ("", None),
        ("/", None),
    ],
)
def test_a_claim_is_found_by_its_name_by_dots_or_by_a_pointer(named: str, found: object) -> None:
    assert claim(KEYCLOAK | OTHERS, named) == found


def test_a_keycloak_token_is_read_by_setting() -> None:
    names = ClaimNames("preferred_username", "realm_access.roles", "scopes")
    viewer = issued_viewer({**KEYCLOAK, "exp": time.time() + 60}, ISSUER, names)
    assert (viewer.roles, viewer.scopes) == ((Role.AUDITOR,), ("3701", "3702"))
    assert viewer.name == f"wangfang <{ISSUER}#f:8f14e45f:wang>"


def test_who_has_no_name_is_shown_by_the_subject() -> None:
    for none in (None, "", " "):
        assert person(name=none) == f"1f3c <{ISSUER}#1f3c>"
    assert name_of(person(sub="王 芳")) == "%E7%8E%8B%20%E8%8A%B3"
    assert name_of(person(name=" 王芳 ")) == "王芳", "what a directory pads is no part of the name"


@pytest.mark.parametrize(
    "name",
    [
        "王\u200b芳",
        "王\u202e芳",
        "王\n芳",
        "王\ud800",
        "王" * 201,
        f"王芳 <{ISSUER}#other>",
        "<王芳",
        ["王芳"],
        7,
    ],
)
def test_a_name_that_nobody_can_read_or_that_imitates_a_record_is_refused(name: object) -> None:
    with pytest.raises(InvalidToken, match="claim name is not a name that can be shown"):
        person(name=name)


@pytest.mark.parametrize("subject", [None, "", 7, "x" * 256, "1f\u200b3c", "1f\ud8003c"])
def test_a_token_without_a_proper_subject_names_nobody(subject: object) -> None:
    with pytest.raises(InvalidToken, match="names no person"):
        person(sub=subject)


@pytest.mark.parametrize("subject", ["1> <https://sso.example.org/realms/aid#2", "1#2", "1%202", "1 2", "<>"])
def test_no_subject_can_be_read_as_another(subject: str) -> None:
    identity = identity_of(person(sub=subject, name="王芳"))
    assert identity.startswith(f"{ISSUER}#1") or identity == f"{ISSUER}#%3C%3E"
    assert identity not in {identity_of(person(sub=other)) for other in ("1", "2", "1 2 ", "1%25202")}
    assert name_of(person(sub=subject, name="王芳")) == "王芳"


def test_too_many_scopes_are_refused() -> None:
    with pytest.raises(InvalidToken, match="more than 100"):
        person(scopes=[f"{code:06}" for code in range(101)])
