"""The table, for the screen and for ``docs/benchmarks.md``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.line import Line, Measured

FILE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
HEADINGS = ("what", "data", "measured", "promised", "met")

Results = Sequence[tuple[Line, Measured]]

INTRODUCTION = """# Benchmarks

Written by `make bench` on {day}. Every line compares two things, or measures one, within one run: contestants take
turns and the best round of each counts, since the machine is never quite quiet.
"""


def show(results: Results) -> None:
    table = Table(*HEADINGS)
    for row in _rows(results):
        table.add_row(*row)
    Console().print(table)


def write(results: Results, machine: Mapping[str, str]) -> None:
    FILE.write_text(_page(results, machine), "utf-8")


def _rows(results: Results) -> list[tuple[str, ...]]:
    return [
        (
            line.what,
            line.size,
            line.figure(measured.value),
            line.promise(),
            "yes" if line.met(measured) else "**no**",
        )
        for line, measured in results
    ]


def _page(results: Results, machine: Mapping[str, str]) -> str:
    rows = [HEADINGS, ("---",) * len(HEADINGS), *_rows(results)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    facts = "\n".join(f"- {name}: {fact}" for name, fact in machine.items())
    details = "\n".join(f"- **{line.what}**: {measured.how}. {line.note}" for line, measured in results)
    introduction = INTRODUCTION.format(day=datetime.now(UTC).date())
    return f"{introduction}\n{table}\n\n## Figures\n\n{details}\n\n## Machine\n\n{facts}\n"
