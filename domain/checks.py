"""What every input has to meet, whatever the command. Each check refuses INVALID_INPUT unless it says otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence, Sized
from datetime import date

from domain.document import Document
from domain.mandate import Mandate
from domain.policy.calendar import today
from domain.refusal import Refusal
from domain.text import LOST, has_control_characters, invisible, is_blank, trimmed
from domain.vocabulary import Decision, ErrorCode

COMMENT = 2_000  # characters of a reason or comment
REFERENCE = 200  # of a document number, a bank's reference, a place where a paper is filed
PAPER_KIND = 50
MOST_PAPERS = 20
LARGEST = 10_000_000_000_00  # fen: ten thousand million yuan, far past any school's term
EARLIEST = date(2000, 1, 1)

_SHA256 = re.compile(r"[0-9a-f]{64}")


def check_text(text: str | None, longest: int, *path: str | int) -> None:
    """Refuses a text that is too long, holds control characters or has lost one; no text at all is accepted."""
    if text is None:
        return
    if len(text) > longest:
        raise Refusal(
            ErrorCode.INVALID_INPUT, "A text here has at most {limit} characters.", path, limit=longest
        )
    if has_control_characters(text):
        raise Refusal(ErrorCode.INVALID_INPUT, "A text must not hold control characters.", path)
    if LOST in text:
        raise Refusal(ErrorCode.INVALID_INPUT, "A character of this text is lost; type it again.", path)


def check_name(name: str, longest: int, *path: str | int) -> None:
    """Refuses a name of a thing (trimmed) that is empty, too long or unreadable."""
    if is_blank(name) or len(trimmed(name)) > longest:
        raise Refusal(ErrorCode.INVALID_INPUT, "A name has 1 to {limit} characters.", path, limit=longest)
    check_line(trimmed(name), longest, *path)


def check_line(line: str | None, longest: int, *path: str | int) -> None:
    """As ``check_text``, and refuses what nobody sees: two that look alike would be one to every reader and two to
    every rule that compares.
    """
    if line is None:
        return
    check_text(line, longest, *path)
    if (hidden := invisible(line)) is not None:
        raise Refusal(
            ErrorCode.INVALID_INPUT,
            "This holds a character that nobody sees, U+{code}; type it again on one line.",
            path,
            code=f"{ord(hidden):04X}",
        )


def check_reason(reason: str, *path: str) -> None:
    """Refuses an empty or endless reason."""
    if is_blank(reason):
        raise Refusal(ErrorCode.INVALID_INPUT, "Say why.", path)
    check_text(reason, COMMENT, *path)


def check_comment(decision: Decision, comment: str | None) -> None:
    """Refuses a rejection that does not say why, and an endless comment."""
    if decision == Decision.REJECT and is_blank(comment or ""):
        raise Refusal(ErrorCode.INVALID_INPUT, "A rejection says why.", ["comment"])
    check_text(comment, COMMENT, "comment")


def check_reference(text: str, *path: str | int) -> None:
    """Refuses a reference or a document number (trimmed) that is empty, endless or unreadable."""
    if is_blank(text) or len(trimmed(text)) > REFERENCE:
        raise Refusal(
            ErrorCode.INVALID_INPUT, "Give a reference of 1 to {limit} characters.", path, limit=REFERENCE
        )
    check_line(trimmed(text), REFERENCE, *path)


def check_amount(amount: int, *path: str) -> None:
    """Refuses fen of nothing, less than nothing, or more than money there is."""
    if amount <= 0:
        raise Refusal(ErrorCode.INVALID_INPUT, "The amount must be more than zero.", path)
    if amount > LARGEST:
        raise Refusal(
            ErrorCode.INVALID_INPUT,
            "The amount must be no more than {limit} yuan.",
            path,
            limit=LARGEST // 100,
        )


def check_day(day: date, *path: str) -> None:
    """Refuses a day that has not come."""
    if not EARLIEST <= day <= today():
        raise Refusal(
            ErrorCode.INVALID_INPUT, "The day must not lie in the future, nor before the year 2000.", path
        )


def check_papers(papers: Sequence[Document], *path: str) -> None:
    """Refuses too many papers, or one that is not described as a paper is."""
    if len(papers) > MOST_PAPERS:
        raise Refusal(
            ErrorCode.INVALID_INPUT, "At most {limit} papers may be named.", path, limit=MOST_PAPERS
        )
    for index, paper in enumerate(papers):
        check_name(paper.kind, PAPER_KIND, *path, index, "kind")
        check_reference(paper.reference, *path, index, "reference")
        if paper.sha256 is not None and _SHA256.fullmatch(paper.sha256) is None:
            raise Refusal(
                ErrorCode.INVALID_INPUT, "A SHA-256 has 64 hexadecimal digits.", [*path, index, "sha256"]
            )


def check_batch(lines: Sized, most: int, template: str, *path: str) -> None:
    """Refuses an empty batch, or one of more than ``most`` lines. template: says so, with a place for {limit}."""
    if not 1 <= len(lines) <= most:
        raise Refusal(ErrorCode.INVALID_INPUT, template, path, limit=most)


def check_another_person(by: Mandate, *hands: str) -> None:
    """Refuses SAME_PERSON_MAY_NOT_REVIEW when the one who acts prepared it."""
    if by.is_recorded(*hands):
        raise Refusal(ErrorCode.SAME_PERSON_MAY_NOT_REVIEW, "Whoever prepared it may not approve it.")
