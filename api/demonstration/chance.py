"""Chance that repeats itself: the same seed and the same question always draw the same."""

from __future__ import annotations

from random import Random


def chance(seed: int, *about: object) -> Random:
    """A source of its own for each thing that is drawn, so that more students change nothing for the first ones."""
    return Random(" ".join(map(str, (seed, *about))))  # noqa: S311 - invention, not secrecy
