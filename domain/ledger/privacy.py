"""Personal data: sealed under a key of that one person, found again by a keyed hash.

The person's key lies in ``person_key``, wrapped under a master key that is derived from AID_LEDGER_SECRET.
Destroying that row makes every sealed value of the person unreadable, in the log and everywhere it was copied,
and changes no digest and no total.
"""

from __future__ import annotations

import base64
import hmac
import os
from collections.abc import Iterable, Mapping
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12


class Seals:
    """The master key at work: wraps the keys of persons and turns an ID number into a person's id."""

    def __init__(self, secret: str, code: str) -> None:
        self._wrapping = AESGCM(_derive(secret, f"person keys {code}"))
        self._lookup = _derive(secret, f"identity {code}")
        self._inputs = _derive(secret, f"inputs {code}")

    def person(self, id_number: str) -> UUID:
        """The id of the person with this ID number: a keyed hash, so the id tells nothing to an outsider."""
        digest = hmac.digest(self._lookup, id_number.encode(), "sha256")
        return UUID(bytes=digest[:16], version=5)

    def fingerprint(self, text: bytes) -> bytes:
        """A keyed hash: who lacks the secret can't try out what the text might have been."""
        return hmac.digest(self._inputs, text, "sha256")

    def new_key(self, person: UUID) -> tuple[bytes, bytes]:
        """A fresh key of a person: (the key, the key wrapped for storage)."""
        key = AESGCM.generate_key(256)
        nonce = os.urandom(NONCE)
        return key, nonce + self._wrapping.encrypt(nonce, key, person.bytes)

    def unwrap(self, person: UUID, wrapped: bytes) -> bytes:
        """Raises InvalidTag when the ledger was written under another secret."""
        return self._wrapping.decrypt(wrapped[:NONCE], wrapped[NONCE:], person.bytes)


def seal(key: bytes, person: UUID, text: str) -> str:
    """Encrypts one text of one person."""
    nonce = os.urandom(NONCE)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), person.bytes)).decode()


def unseal(key: bytes, person: UUID, sealed: str) -> str:
    """The text that was sealed. Raises InvalidTag under a wrong key."""
    raw = base64.b64decode(sealed)
    return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], person.bytes).decode()


def unseal_known(keys: Mapping[UUID, bytes], person: UUID, sealed: str | None) -> str | None:
    """The text, or None when the person was erased (no key any more) or nothing was sealed."""
    key = keys.get(person)
    if key is None or not sealed:
        return None
    try:
        return unseal(key, person, sealed)
    except InvalidTag:
        return None


def unwrap_all(seals: Seals, rows: Iterable[tuple[UUID, bytes]]) -> dict[UUID, bytes]:
    return {person: seals.unwrap(person, wrapped) for person, wrapped in rows}


def _derive(secret: str, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=b"aid-ledger", info=purpose.encode()).derive(secret.encode())
