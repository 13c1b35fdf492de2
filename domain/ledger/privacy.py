"""Personal data: sealed under a key of that one person, found again by a keyed hash.

The person's key lies in ``person_key``, wrapped under a master key that is derived from AID_LEDGER_SECRET.
Destroying that row makes every sealed value of the person unreadable, in the log and everywhere it was copied,
and changes no digest and no total.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12
LIVES = 8  # persons that one number can have stood for, each but the last one erased

Keys = Mapping[UUID, bytes | None]  # of those who are not erased; None of whom the row is damaged


class Unreadable(Exception):
    """It is damaged, or was made under another secret or key."""


class Seals:
    """The master key at work: wraps the keys of persons and turns an ID number into a person's id."""

    def __init__(self, secret: str, code: str) -> None:
        self._wrapping = AESGCM(_derive(secret, f"person keys {code}"))
        self._lookup = _derive(secret, f"identity {code}")
        self._inputs = _derive(secret, f"inputs {code}")
        self._keys = _derive(secret, f"idempotency keys {code}")

    def person(self, id_number: str) -> UUID:
        """The id of the person with this ID number: a keyed hash, so the id tells nothing to an outsider."""
        return self._person(id_number)

    def persons(self, id_number: str) -> Iterator[UUID]:
        """Whom the number can stand for, one after the other: whoever was erased is never found by it again.

        The first one's id is that of ``person``. At most one of them has a key.
        """
        yield self._person(id_number)
        for erased in range(1, LIVES):
            yield self._person(f"{id_number}\0{erased}")

    def _person(self, text: str) -> UUID:
        digest = hmac.digest(self._lookup, text.encode(), "sha256")
        return UUID(bytes=digest[:16], version=5)

    def fingerprint(self, text: bytes) -> bytes:
        """A keyed hash: who lacks the secret can't try out what the text might have been."""
        return hmac.digest(self._inputs, text, "sha256")

    def mark(self, actor: str, key: str) -> str:
        """What is kept of somebody's idempotency key, for whoever chose it may have put a name or a number in."""
        return hmac.digest(self._keys, f"{actor}\0{key}".encode(), "sha256")[:16].hex()

    def new_key(self, person: UUID) -> tuple[bytes, bytes]:
        """A fresh key of a person: (the key, the key wrapped for storage)."""
        key = AESGCM.generate_key(256)
        nonce = os.urandom(NONCE)
        return key, nonce + self._wrapping.encrypt(nonce, key, person.bytes)

    def unwrap(self, person: UUID, wrapped: bytes) -> bytes:
        """Raises Unreadable, also when the ledger was written under another secret."""
        return _opened(self._wrapping, person, wrapped)


def seal(key: bytes, person: UUID, text: str) -> str:
    """Encrypts one text of one person."""
    nonce = os.urandom(NONCE)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), person.bytes)).decode()


def unseal(key: bytes | None, person: UUID, sealed: str) -> str:
    """The text that was sealed. Raises Unreadable, also under a wrong key, and under None, one that is damaged."""
    if key is None:
        raise Unreadable
    try:
        raw = binascii.a2b_base64(sealed, strict_mode=True)
        return _opened(AESGCM(key), person, raw).decode()
    except (ValueError, TypeError) as damage:
        raise Unreadable from damage


def unseal_known(keys: Keys, person: UUID, sealed: str | None) -> str | None:
    """The text; None when nothing was sealed, the person was erased, or it cannot be read any more."""
    try:
        return unseal(keys.get(person), person, sealed) if sealed else None
    except Unreadable:
        return None


def unwrap_all(seals: Seals, rows: Iterable[tuple[UUID, bytes]]) -> dict[UUID, bytes | None]:
    """The key of each row; None for a row that is damaged."""
    keys: dict[UUID, bytes | None] = {}
    for person, wrapped in rows:
        try:
            keys[person] = seals.unwrap(person, wrapped)
        except Unreadable:
            keys[person] = None
    return keys


def _opened(cipher: AESGCM, person: UUID, closed: bytes) -> bytes:
    try:
        return cipher.decrypt(closed[:NONCE], closed[NONCE:], person.bytes)
    except (InvalidTag, ValueError) as damage:
        raise Unreadable from damage


def _derive(secret: str, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=b"aid-ledger", info=purpose.encode()).derive(secret.encode())
