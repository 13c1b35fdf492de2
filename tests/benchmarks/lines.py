"""Every line of the table, in its order: those that share a ledger stand together."""

from __future__ import annotations

from tests.benchmarks import (
    bulk_append,
    grouped_commands,
    grouped_requests,
    growing_lists,
    rebuilding,
    run_of_payments,
    serving_memory,
    stock_recorder,
)
from tests.benchmarks.line import Line
from tests.benchmarks.reads import against_postgraphile, against_starlette

LINES: tuple[Line, ...] = (
    bulk_append.LINE,
    stock_recorder.LINE,
    grouped_commands.LINE,
    grouped_requests.LINE,
    run_of_payments.LINE,
    *rebuilding.LINES,
    growing_lists.LINE,
    *against_starlette.LINES,
    *against_postgraphile.LINES,
    serving_memory.LINE,
)


def chosen(names: list[str]) -> list[Line]:
    """The lines by name or number, in the order of the table; all of them for none. Raises LookupError."""
    known = {line.name for line in LINES} | {str(number) for number in range(1, len(LINES) + 1)}
    if unknown := sorted(set(names) - known):
        raise LookupError(f"no line is called {unknown[0]}")
    return [
        line for number, line in enumerate(LINES, 1) if not names or {line.name, str(number)} & set(names)
    ]
