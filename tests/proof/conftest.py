"""Each storm has a data folder and moments of its own; what came of them is printed, and written on the page."""

from __future__ import annotations

from random import Random

import pytest

from tests.journeys.process import data as data
from tests.proof.chance import SEED, VARIABLE, chance
from tests.proof.figures import table, write
from tests.proof.storm import FIGURES


@pytest.fixture(name="chance")
def _chance(request: pytest.FixtureRequest) -> Random:
    """The storm's own."""
    return chance(request.node.name)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if FIGURES:
        terminalreporter.section("storms")
        terminalreporter.write_line(f"{VARIABLE}={SEED}")
        terminalreporter.write_line(table(FIGURES, "en"))
        write(FIGURES, SEED)
