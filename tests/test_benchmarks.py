"""The benchmarks run; what they measure is another matter (``make bench``)."""

import pytest
from pydantic import SecretStr

from api.settings import Settings
from domain.ledger.postgres.ledger import Ledger
from tests.benchmarks.__main__ import LINES
from tests.benchmarks.line import Line
from tests.benchmarks.place import Place
from tests.conftest import SECRET

pytestmark = pytest.mark.prove


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.measure.__module__.rpartition(".")[2])
async def test_a_line_can_be_measured(line: Line, dsn: str, ledger: Ledger) -> None:
    place = Place(Settings(database_url=dsn, secret=SecretStr(SECRET)), dsn, ledger)
    measured = await line.measure(place, True)
    assert measured.value > 0
