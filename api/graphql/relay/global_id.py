"""Opaque global ids: a type name and the row's own key, in one string that clients don't take apart."""

import re
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from binascii import b2a_base64

_TYPE_NAME = re.compile(r"[A-Z][A-Za-z]{0,39}")
_LONGEST = 400
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def encode(type_name: str, raw: str) -> str:
    """The global id of the ``type_name`` whose own key is ``raw``."""
    return b2a_base64(f"{type_name}:{raw}".encode(), newline=False).translate(_URL_SAFE, b"=").decode()


def decode(global_id: str) -> tuple[str, str] | None:
    """``(type name, raw key)`` of a global id, or None if it is not one that ``encode`` made."""
    if not 0 < len(global_id) <= _LONGEST or not global_id.isascii():
        return None
    try:
        text = urlsafe_b64decode(global_id + "=" * (-len(global_id) % 4)).decode()
    except (NotBase64, UnicodeDecodeError):
        return None
    type_name, colon, raw = text.partition(":")
    genuine = bool(colon and raw) and bool(_TYPE_NAME.fullmatch(type_name))
    return (type_name, raw) if genuine and encode(type_name, raw) == global_id else None


def decode_as(type_name: str, global_id: str) -> str | None:
    """The raw key of a global id of that type; None if it is malformed or of another type."""
    found = decode(global_id)
    return found[1] if found and found[0] == type_name else None
