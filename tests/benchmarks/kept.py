"""What was measured, kept as it comes in ``build/benchmarks.json``: an interrupted run loses one line at most."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from tests.benchmarks.line import Measured

FILE = Path(__file__).parents[2] / "build" / "benchmarks.json"


class Kept(msgspec.Struct):
    """One line's result. measured: None where there is a reason, ``why``, that it was not.

    on: the day. load: processes that waited for a core just before. seconds: that it took.
    """

    on: str
    load: float
    seconds: float
    measured: Measured | None = None
    why: str = ""


class Results(msgspec.Struct):
    """lines: by name. machine: as it is described."""

    lines: dict[str, Kept]
    machine: dict[str, str]


@contextmanager
def changed() -> Iterator[Results]:
    """What is kept, to be changed."""
    results = read()
    yield results
    FILE.parent.mkdir(exist_ok=True)
    beside = FILE.with_suffix(".new")
    beside.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=1))
    beside.replace(FILE)


def read() -> Results:
    return msgspec.json.decode(FILE.read_bytes(), type=Results) if FILE.exists() else Results({}, {})


def forget(names: Collection[str]) -> None:
    with changed() as results:
        for name in names:
            results.lines.pop(name, None)
