"""``python -m tests.benchmarks``: every line of the table, or some."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from time import perf_counter
from typing import Annotated

import typer
import uvloop
from rich import print as say

from tests.benchmarks import kept, machine, report
from tests.benchmarks.line import Line, NotMeasured, nothing
from tests.benchmarks.lines import LINES, chosen
from tests.benchmarks.place import Place, empty_ledger


def main(
    only: Annotated[list[str] | None, typer.Option(help="Name or number of a line; may be repeated.")] = None,
    resume: Annotated[bool, typer.Option(help="Only what is not kept of an earlier run.")] = False,
    quick: Annotated[
        bool, typer.Option(help="Small sizes, to see that it runs; the figures say nothing and are not kept.")
    ] = False,
    show: Annotated[bool, typer.Option("--list", help="Name the lines and measure nothing.")] = False,
) -> None:
    """Measures line by line, keeps what comes out, and writes docs/benchmarks.md once every line is kept."""
    try:
        lines = chosen(only or [])
    except LookupError as unknown:
        raise typer.BadParameter(str(unknown)) from unknown
    if show:
        _list(lines)
    elif quick:
        uvloop.run(_measure(lines, quick))
    else:
        uvloop.run(_measure_and_keep(lines, resume))


def _list(lines: Sequence[Line]) -> None:
    for line in lines:
        print(f"{LINES.index(line) + 1:2}  {line.name:24}  {line.promise():16}  {line.what}")


async def _measure_and_keep(lines: Sequence[Line], resume: bool) -> None:
    if resume:
        there = kept.read().lines
        lines = [line for line in lines if line.name not in there or there[line.name].measured is None]
    else:
        kept.forget([line.name for line in lines])
    described = await machine.described()
    with kept.changed() as results:
        results.machine = described
    await _measure(lines, quick=False)
    results = kept.read()
    report.show([line for line in LINES if line.name in results.lines], results)
    if missing := [line.name for line in LINES if line.name not in results.lines]:
        say(
            f"docs/benchmarks.md is as it was, for nothing is kept yet of {', '.join(missing)}: --resume measures them"
        )
    else:
        report.write(LINES, results)


async def _measure(lines: Iterable[Line], quick: bool) -> None:
    for _, sharing in groupby(lines, lambda line: line if line.written is nothing else line.written):
        first, *others = sharing
        async with empty_ledger() as place:
            if first.written is not nothing:
                say(f"{first.name}: writing what it needs …")
            await first.written(place, quick)
            for line in (first, *others):
                result = await _result(line, place, quick)
                if not quick:
                    with kept.changed() as results:
                        results.lines[line.name] = result


async def _result(line: Line, place: Place, quick: bool) -> kept.Kept:
    say(f"{line.name}: {line.what} …")
    result = kept.Kept(datetime.now(UTC).date().isoformat(), os.getloadavg()[0], 0)
    began = perf_counter()
    try:
        result.measured = await line.measure(place, quick)
    except NotMeasured as reason:
        result.why = str(reason)
    result.seconds = perf_counter() - began
    say(f"  {report.said(line, result)} ({result.seconds:.0f} s)")
    return result


if __name__ == "__main__":
    typer.run(main)
