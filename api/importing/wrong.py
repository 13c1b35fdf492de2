"""What is wrong with one cell of a row, in words that a clerk understands."""

from domain.refusal import Refusal


def wrong(template: str, **details: object) -> Refusal:
    """A refusal of a row, before any command was asked."""
    return Refusal("INVALID_INPUT", template, **details)
