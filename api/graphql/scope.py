"""Who sees what: the one rule (rules §10), whichever way leads there."""

from collections.abc import Iterable

from projections.engine.conditions import Visible


def in_scope(visible: Visible, schools: Iterable[str | None]) -> bool:
    """Whether what belongs to these schools is seen by whoever sees the visible ones (None: all of them)."""
    return visible is None or not visible.isdisjoint(schools)
