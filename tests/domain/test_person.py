"""Persons are told apart by their identity, never by the name that is shown."""

import pytest

from domain.mandate import Mandate
from domain.person import identity_of, is_of_issuer, name_of, recorded, same_person

ISSUER = "https://sso.example.org/realms/aid"
WANG = recorded("王芳", ISSUER, "1f3c")


def test_a_record_of_an_issuers_person_holds_the_name_and_the_identity() -> None:
    assert WANG == "王芳 <https://sso.example.org/realms/aid#1f3c>"
    assert (name_of(WANG), identity_of(WANG)) == ("王芳", "https://sso.example.org/realms/aid#1f3c")
    assert is_of_issuer(WANG)


@pytest.mark.parametrize(
    "name", ["李校长", "Li Hua <li@example.org>", "<>", "a <b#c>", "100%25", "x <https://b>", ""]
)
def test_a_person_of_the_ledgers_own_tokens_is_the_name(name: str) -> None:
    assert (name_of(name), identity_of(name), is_of_issuer(name)) == (name, name, False)


def test_two_of_one_name_are_two_and_one_of_two_names_is_one() -> None:
    assert not same_person(recorded("王芳", ISSUER, "9b2e"), WANG)
    assert not same_person(recorded("王芳", "https://sso.example.org", "1f3c"), WANG)
    assert not same_person("王芳", WANG)
    assert not same_person(WANG, "王芳")
    assert same_person(recorded("王芳芳", ISSUER, "1f3c"), WANG)
    assert not same_person("100%25", "100%"), "only an issuer's subject is quoted"


def test_whom_version_0_1_recorded_by_the_subject_is_the_same_person() -> None:
    assert same_person(recorded("王芳", ISSUER, "wang fang"), "wang fang")
    assert same_person(WANG, "1f3c")
    assert not same_person(WANG, "9b2e")


def test_a_mandate_knows_its_own_hand_among_others() -> None:
    renamed = Mandate(recorded("王芳芳", ISSUER, "1f3c"), (), ())
    assert renamed.is_recorded("李校长", WANG)
    assert not renamed.is_recorded("李校长", "")
    assert not renamed.is_recorded()


@pytest.mark.parametrize(
    ("name", "issuer"),
    [
        ("<王芳", ISSUER),
        ("王芳 <x>", ISSUER),
        ("王芳", "sso"),
        ("王芳", ISSUER + "#"),
        ("王芳", ISSUER + " x"),
    ],
)
def test_what_could_be_read_as_somebody_else_is_not_recorded(name: str, issuer: str) -> None:
    with pytest.raises(ValueError, match="another"):
        recorded(name, issuer, "1f3c")
    with pytest.raises(ValueError, match="another"):
        recorded("王芳", ISSUER, "芳" * 255)
