"""Who sees what: the one rule (rules §10), whichever way leads there."""

from collections.abc import Collection, Iterable


def in_scope(visible: Collection[str] | None, schools: Iterable[str | None]) -> bool:
    """Whether what belongs to these schools is seen by whoever sees the visible ones (None: all of them)."""
    return visible is None or any(school in visible for school in schools)
