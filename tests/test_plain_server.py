"""The server that the product's reads are measured against is a fair one: the same statements, the same answers."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from pydantic import SecretStr

from api.settings import Settings
from domain.ledger.postgres.ledger import Ledger
from projections.engine import lookout
from tests.api.asking import asking
from tests.benchmarks.place import Place
from tests.benchmarks.reads import county
from tests.benchmarks.reads.comparing import BY
from tests.benchmarks.reads.plain_answers import ANSWERS, Asked, Kept
from tests.benchmarks.reads.plain_statements import Statements
from tests.benchmarks.reads.questions import QUESTIONS, Question
from tests.conftest import SECRET


class Listening:
    """Connections, and what is sent through them."""

    def __init__(self, pool: Any, sent: list[str]) -> None:
        self._pool, self._sent = pool, sent

    def __getattr__(self, name: str) -> Any:
        async def send(text: str, *values: Any) -> Any:
            self._sent.append(text)
            return await getattr(self._pool, name)(text, *values)

        return send if name.startswith(("fetch", "execute")) else getattr(self._pool, name)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
async def test_it_sends_what_the_product_sends_and_answers_the_same(
    question: Question, dsn: str, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookout, "FRESH", 1_000.0)
    place = Place(Settings(database_url=dsn, secret=SecretStr(SECRET)), dsn, ledger)
    await county.write(place, True)
    first, second = (await question.variables(place))[:2]
    plain: list[str] = []
    product: list[str] = []
    pool: Any = Listening(ledger.pool, plain)
    asked = Asked(pool, await Statements.taken(), ledger.seals, await Kept.read(ledger.pool))
    theirs = await ANSWERS[question.name](asked, second)
    async with asking(ledger, dsn) as asks:
        asks.reader.pool = ledger.pool = Listening(ledger.pool, product)  # type: ignore[assignment]
        await asks.data(question.text(), BY, **first)
        product.clear()  # what the process keeps from now on is not asked again
        ours = await asks.data(question.text(), BY, **second)
    assert orjson.loads(orjson.dumps(theirs)) == ours
    assert sorted(plain) == sorted(product)
