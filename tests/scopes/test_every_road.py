"""Whoever asks, by whatever road: what is answered is the whole province's answer without what is out of scope."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import pytest
from graphql import GraphQLSchema, build_client_schema, get_introspection_query

from domain.mandate import Mandate
from domain.vocabulary import Role
from tests.journeys.subscribers import over_socket
from tests.scopes.difference import differences
from tests.scopes.expected import Expected
from tests.scopes.oracle import Oracle, oracle_of
from tests.scopes.roads import LISTED, OTHERWISE, Question, Roads
from tests.scopes.selection import text, within
from tests.scopes.told import ENTERED, LEFT, NEAR, tell
from tests.scopes.values import Values
from tests.support.people import holder
from tests.support.server import Served

WHOLE = holder("AUDITOR")
SEED = 20160301
SCOPES: tuple[tuple[str, ...], ...] = (
    ("37",),
    ("3715",),
    ("371502",),
    (LEFT,),
    (ENTERED,),
    (LEFT, "3701"),
    ("3637000009", "3702"),
    (),
)


@dataclass
class Walk:
    """What is asked, and what the whole province's auditor is answered. looks: how each node looked so far."""

    served: Served
    schema: GraphQLSchema
    oracle: Oracle
    roads: Roads
    answers: dict[Question, Any] = field(default_factory=dict)

    async def by(self, who: Mandate, questions: Sequence[Question]) -> None:
        """Asks as somebody. The test fails where the answer is another than it must be."""
        looks: dict[tuple[Any, ...], Any] = {}
        for asked in questions:
            at = asked.at or self.oracle.head
            wanted = Expected(self.schema, self.oracle, who, at).of(self.answers[asked])
            given = (await self.served.post(who, asked.text)).json().get("data")
            found = next(differences(wanted, given), None)
            assert found is None, f"{who.roles} in {who.scopes} at {at}: {found}\n{asked.text}"
            for place, look in _looks(given):
                assert looks.setdefault((at, *place), look) == look, (who, place, asked.text)


def _looks(answer: Any) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every plain field of every node in an answer, as it is without arguments."""
    if isinstance(answer, list):
        for item in answer:
            yield from _looks(item)
    elif isinstance(answer, dict):
        for name, value in answer.items():
            if (
                "__typename" in answer
                and "id" in answer
                and name != OTHERWISE
                and not isinstance(value, dict | list)
            ):
                yield (answer["__typename"], answer["id"], name), value
            yield from _looks(value)


async def walk(served: Served) -> Walk:
    await tell(served.story)
    now = str(await served.ledger.position())
    await served.data(WHOLE, "{ ledger { position } }", ledger_position=now)
    schema = build_client_schema(await served.data(WHOLE, get_introspection_query()))
    oracle = await oracle_of(served.ledger)
    begun = Walk(served, schema, oracle, Roads(schema, Values(oracle), hops=5))
    for asked in begun.roads.questions():
        answer = (await served.post(WHOLE, asked.text)).json()
        if answer.get("data") is not None:
            begun.answers[asked] = answer["data"]
    return begun


async def test_nobody_is_answered_more_or_less_than_the_scope_holds(served: Served) -> None:
    walked = await walk(served)
    _answered_all(walked)
    for who in (holder("PRINCIPAL", ENTERED), Mandate("两地", (Role.FINANCE,), (NEAR, "3701"))):
        await walked.by(who, list(walked.answers))
    await _pushed(walked, holder("AID_OFFICER", LEFT))


@pytest.mark.prove
async def test_in_no_role_and_in_no_scope(served: Served) -> None:
    """In every scope every question is asked, in every role a fifth of them: roles differ in what is masked alone."""
    walked, chance = await walk(served), random.Random(SEED)
    for scopes in SCOPES:
        roles = list(Role)
        chance.shuffle(roles)
        for turn, role in enumerate(roles):
            asked = list(walked.answers)[turn % 5 :: 5]
            await walked.by(Mandate(f"{role} {scopes}", (role,), scopes), asked)
        await _pushed(walked, Mandate("订阅者", (roles[0],), scopes))


def _answered_all(walked: Walk) -> None:
    """Every field of every type that a question leads to was answered once: what is told must have one of each."""
    answered = {place for answer in walked.answers.values() for place in _fields(answer)}
    missing = {
        f"{kind}.{name}"
        for kind in {kind for kind, _ in answered}
        for name in getattr(walked.schema.type_map[kind], "fields", ())
        if (kind, name) not in answered
    }
    assert not missing, f"Nothing that is told answers these: {sorted(missing)}."


def _fields(answer: Any) -> Iterator[tuple[str, str]]:
    if isinstance(answer, list):
        for item in answer:
            yield from _fields(item)
    elif isinstance(answer, dict):
        for name, value in answer.items():
            if "__typename" in answer and value is not None:
                yield answer["__typename"], name
            yield from _fields(value)


async def _pushed(walked: Walk, who: Mandate) -> None:
    """Subscriptions tell what the list of events tells, each field of it."""
    root = walked.schema.subscription_type
    assert root is not None
    assert root.fields.keys() == {"events"}, "Say here how another subscription is heard."
    shown = walked.roads.below(root.fields["events"])
    listed = f"{{ {text(within(['events(first: 200)', *LISTED], shown))} }}"
    whole = await walked.served.data(WHOLE, listed)
    expected = Expected(walked.schema, walked.oracle, who, walked.oracle.head).of(whole)
    nodes = [edge["node"] for edge in expected["events"]["edges"]]
    query = f'subscription {{ events(afterPosition: "0") {{ {text(shown)} }} }}'
    async with aclosing(over_socket(walked.served, who, query)) as heard, asyncio.timeout(20):
        assert [await anext(heard) for _ in nodes] == nodes
