"""``python -m tests.benchmarks``: every line of the table, or some."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich import print as say

from tests.benchmarks import (
    bulk_append,
    grouped_commands,
    machine,
    reading_payments,
    rebuilding,
    report,
    run_of_payments,
    serving_memory,
    stock_recorder,
)
from tests.benchmarks.line import Line, Measured
from tests.benchmarks.place import empty_ledger

LINES: tuple[Line, ...] = (
    bulk_append.LINE,
    stock_recorder.LINE,
    grouped_commands.LINE,
    run_of_payments.LINE,
    rebuilding.LINE,
    reading_payments.LINE,
    serving_memory.LINE,
)


def main(
    only: Annotated[list[int] | None, typer.Option(help="Number of a line, from 1; may be repeated.")] = None,
    quick: Annotated[
        bool, typer.Option(help="Small sizes, to see that it runs; the figures say nothing.")
    ] = False,
) -> None:
    """Measures, prints the table, and writes docs/benchmarks.md when all of it was measured in full."""
    chosen = [line for number, line in enumerate(LINES, 1) if not only or number in only]
    described = asyncio.run(machine.described())
    results = [(line, _measure(line, quick)) for line in chosen]
    report.show(results)
    if not quick and not only:
        report.write(results, described)


def _measure(line: Line, quick: bool) -> Measured:
    say(f"{line.what} …")
    measured = asyncio.run(_measured(line, quick))
    say(f"  {line.figure(measured.value)} ({measured.how})")
    return measured


async def _measured(line: Line, quick: bool) -> Measured:
    async with empty_ledger() as place:
        return await line.measure(place, quick)


if __name__ == "__main__":
    typer.run(main)
