"""Whoever acts is told apart by an identity, shown by a name, and recorded as one text that holds both.

Of the ledger's own tokens the name is the identity and the text. A person of an OpenID Connect issuer is told apart by
issuer and subject and recorded as ``王芳 <https://sso.example.org/realms/aid#8f14e45f>``: renamed, still the same;
two of one name, still two.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from domain.text import same_characters, skeleton

LONGEST_IDENTITY = 1_000  # characters

# An issuer has neither query nor fragment, a subject is quoted: neither part can be taken for another.
_OF_ISSUER = re.compile(r"(?P<name>[^<>]+) <(?P<identity>https?://[^\s<>?#]+#(?P<subject>[^\s<>#]+))>")
_READABLE = "!$&'()*+,:;=@|/"  # characters of subjects that need no quoting


def recorded(name: str | None, issuer: str, subject: str) -> str:
    """The text that records a person of an issuer; without a name the subject is shown.

    Raises ValueError for what could be read as somebody else.
    """
    quoted = quote(subject, safe=_READABLE)
    identity = f"{issuer}#{quoted}"
    text = f"{name or quoted} <{identity}>"
    if len(identity) > LONGEST_IDENTITY or not _OF_ISSUER.fullmatch(text):
        raise ValueError("the record could not tell this person from another")
    return text


def identity_of(actor: str) -> str:
    """What tells the person whom a record names from all others."""
    read = _OF_ISSUER.fullmatch(actor)
    return read["identity"] if read else actor


def name_of(actor: str) -> str:
    """How the person whom a record names is shown."""
    read = _OF_ISSUER.fullmatch(actor)
    return read["name"] if read else actor


def is_of_issuer(actor: str) -> bool:
    return _OF_ISSUER.fullmatch(actor) is not None


def same_person(acting: str, hand: str) -> bool:
    """Is whoever acts the person whom a record names as the hand in it?

    A name of the ledger's own is told by readers: names that look alike are one person. A subject is told by its
    issuer, who keeps small and capital letters apart and writes it in ASCII; the forms of other characters do not
    make two of one. Version 0.1 recorded a person of an issuer by the bare subject; that is still the same person.
    """
    me, them = _OF_ISSUER.fullmatch(acting), _OF_ISSUER.fullmatch(hand)
    if me and them:
        return _told(me["identity"]) == _told(them["identity"])
    if me:
        return _told(me["subject"]) == same_characters(hand)
    return not them and skeleton(acting) == skeleton(hand)


def _told(quoted: str) -> str:
    return same_characters(unquote(quoted))
