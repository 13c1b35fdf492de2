"""The papers that a decision rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from domain.refusal import Refusal
from domain.text import REFERENCE, require_text

MOST_DOCUMENTS = 20
KIND_LENGTH = 50
SHA256 = re.compile(r"[0-9a-f]{64}")


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that supports a decision: its kind, where it is filed, and the digest of its scan if there is one."""

    kind: str
    reference: str
    sha256: str | None = None


def check_documents(documents: Sequence[Document], *path: str) -> None:
    """Refuses INVALID_INPUT for too many papers, or one that is not described as a paper is."""
    if len(documents) > MOST_DOCUMENTS:
        raise Refusal("INVALID_INPUT", "At most {limit} papers may be named.", path, limit=MOST_DOCUMENTS)
    for index, document in enumerate(documents):
        require_text(document.kind, KIND_LENGTH, *path, index, "kind")
        require_text(document.reference, REFERENCE, *path, index, "reference")
        if document.sha256 is not None and SHA256.fullmatch(document.sha256) is None:
            raise Refusal("INVALID_INPUT", "A SHA-256 has 64 hexadecimal digits.", [*path, index, "sha256"])
