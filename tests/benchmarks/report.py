"""The table of what is kept, for the screen and for ``docs/benchmarks.md``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.kept import Kept, Results
from tests.benchmarks.line import Figure, Line

FILE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
HEADINGS = ("what", "data", "best", "median", "promised", "met")

INTRODUCTION = """# Benchmarks

Written by `make bench`. Every line compares two things within one run, or measures one: contestants take turns, and
what counts is each one's best round, since the machine is never quite quiet; the median is of the rounds, each by
itself. `python -m tests.benchmarks --list` names the lines.
"""


def show(lines: Sequence[Line], results: Results) -> None:
    table = Table(*HEADINGS)
    for line in lines:
        table.add_row(*_row(line, results.lines[line.name]))
    Console().print(table)


def write(lines: Sequence[Line], results: Results) -> None:
    FILE.write_text(page(lines, results), "utf-8")


def page(lines: Sequence[Line], results: Results) -> str:
    """The whole document. Raises KeyError for a line of which nothing is kept."""
    kept = [(line, results.lines[line.name]) for line in lines]
    rows = [HEADINGS, ("---",) * len(HEADINGS), *(_row(*each) for each in kept)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    details = "\n".join(_detail(*each) for each in kept)
    facts = "\n".join(f"- {name}: {fact}" for name, fact in results.machine.items())
    return f"{INTRODUCTION}\n{table}\n\n## Figures\n\n{details}\n\n## Machine\n\n{facts}\n"


def said(line: Line, kept: Kept) -> str:
    """What came out, in one line."""
    if kept.measured is None:
        return f"not measured: {kept.why}"
    best = _each(kept.measured.figures, lambda figure: line.figure(figure.best))
    return f"{best} ({line.promise()}): {kept.measured.beside}"


def _row(line: Line, kept: Kept) -> tuple[str, ...]:
    if kept.measured is None:
        return (line.what, line.size, "not measured", "", line.promise(), "")
    figures = kept.measured.figures
    best = _each(figures, lambda figure: line.figure(figure.best))
    median = _each(figures, lambda figure: "" if figure.median is None else line.figure(figure.median))
    return (
        line.what,
        line.size,
        best,
        median,
        line.promise(),
        "yes" if line.met(kept.measured) else "**no**",
    )


def _each(figures: Mapping[str, Figure], tell: Callable[[Figure], str]) -> str:
    return "; ".join(f"{name} {tell(figure)}".strip() for name, figure in figures.items())


def _detail(line: Line, kept: Kept) -> str:
    told = [kept.measured.beside if kept.measured else f"not measured: {kept.why}", line.note]
    if kept.measured and not line.met(kept.measured):
        told.append(_short(line, kept.measured.figures))
    when = f"{kept.on}, {kept.seconds:.0f} s, load before {kept.load:.1f}"
    return f"- **{line.what}** (`{line.name}`; {when}): {'. '.join(filter(None, told))}."


def _short(line: Line, figures: Mapping[str, Figure]) -> str:
    """By how much what is promised is missed, and why."""
    missed = {
        name: abs(1 - figure.best / line.bound) for name, figure in figures.items() if line.misses(figure)
    }
    by_how_much = "; ".join(f"{name} by {share:.0%}".strip() for name, share in missed.items())
    return f"**Short of what is promised**, {by_how_much}" + (f": {line.short}" if line.short else "")
