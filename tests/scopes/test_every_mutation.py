"""Whatever a mutation names outside the scope is refused as what nobody ever made, in the same words."""

from __future__ import annotations

import uuid
from typing import Any

import orjson
import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLObjectType,
    build_client_schema,
    get_introspection_query,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from api.graphql.relay.global_id import encode
from domain.mandate import Mandate
from domain.vocabulary import Role
from tests.scopes.inputs import KINDS, Place, filled, named_in
from tests.scopes.oracle import Oracle, oracle_of
from tests.scopes.told import ENTERED, LEFT, tell
from tests.support.people import holder
from tests.support.server import Served

SENT = "(what was sent)"


def named(oracle: Oracle, kind: str, school: str) -> str:
    """A thing that is this school's alone."""
    ids = (id for id in oracle.ids() if oracle.kind_of(id) == kind)
    return next((id for id in ids if oracle.schools_of(kind, id, oracle.head) == {school}), "")


def nobodys(kind: str) -> str:
    raw = str(uuid.UUID(int=7))
    return encode(kind, f"{raw}.1" if kind in ("Enrolment", "StatusChange") else raw)


@pytest.mark.parametrize("scopes", [(ENTERED,), ("3701",), ("371502", ENTERED), ()], ids=str)
async def test_nothing_tells_it_apart(served: Served, scopes: tuple[str, ...]) -> None:
    await tell(served.story)
    before = await served.ledger.position()
    schema = build_client_schema(await served.data(holder("AUDITOR"), get_introspection_query()))
    oracle, who = await oracle_of(served.ledger), Mandate("外人", tuple(Role), scopes)
    assert schema.mutation_type is not None
    for mutation, field in schema.mutation_type.fields.items():
        kind = get_named_type(field.args["input"].type)
        assert isinstance(kind, GraphQLInputObjectType)
        payload = get_named_type(field.type)
        assert isinstance(payload, GraphQLObjectType)
        places = list(named_in(kind))
        for place in places:
            own = {p: code(oracle, p, ENTERED) for p in places if p != place}
            told = [
                await refused(served, who, mutation, kind, payload, {**own, place: one}, place)
                for one in (code(oracle, place, LEFT), unknown(place))
            ]
            assert told[0] == told[1], (mutation, place)
    assert await served.ledger.position() == before


def code(oracle: Oracle, place: Place, school: str) -> str:
    kind = KINDS[place[-1]]
    return school if kind == "School" else named(oracle, kind, school)


def unknown(place: Place) -> str:
    kind = KINDS[place[-1]]
    return "3637000009" if kind == "School" else nobodys(kind)


async def refused(
    served: Served,
    who: Mandate,
    mutation: str,
    kind: GraphQLInputObjectType,
    payload: GraphQLObjectType,
    names: dict[Place, str],
    place: Place,
) -> str:
    """All that the payload says, what was sent being left out."""
    given = filled(kind, names) | {"idempotencyKey": uuid.uuid4().hex}
    query = f"mutation ($input: {kind.name}!) {{ {mutation}(input: $input) {{ {shown(payload)} }} }}"
    answer = await served.data(who, query, {"input": given})
    assert "code" in str(answer), "refused"
    assert answer[mutation]["position"] is None
    return orjson.dumps(answer).decode().replace(names[place], SENT)


def shown(kind: Any, hops: int = 3) -> str:
    """Everything that a payload may show, a little way down."""
    asked = {
        name: f for name, f in kind.fields.items() if not any(map(is_required_argument, f.args.values()))
    }
    below = {name: get_named_type(field.type) for name, field in asked.items()}
    plain = [name for name, one in below.items() if is_leaf_type(one)]
    objects = [
        n for n, one in below.items() if hops > 1 and not is_leaf_type(one) and "edges" not in one.fields
    ]
    return " ".join([*plain, *(f"{name} {{ {shown(below[name], hops - 1)} }}" for name in objects)])
