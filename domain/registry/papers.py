"""The papers of a decision about a person, as events hold them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from domain.document import Document
from domain.ledger.session import Session
from domain.text import trimmed


def kept_papers(session: Session, person: UUID, papers: Iterable[Document]) -> list[dict[str, Any]]:
    """Kind and digest as they are, for the rules ask for them; where a paper is filed tells of the person.

    Refuses PERSON_UNREADABLE.
    """
    return [
        {
            "kind": trimmed(paper.kind),
            "reference": session.seal_text(person, trimmed(paper.reference)),
            "sha256": paper.sha256,
        }
        for paper in papers
    ]
