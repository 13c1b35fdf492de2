"""Nonsense in any field of any input: a clear answer, never an incident, and readers go on."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    build_schema,
    get_named_type,
    is_non_null_type,
)
from graphql.type import GraphQLList, GraphQLNonNull

from api.graphql.ledger_schema import ledger_schema
from api.graphql.relay.global_id import encode
from domain.mandate import Mandate
from domain.vocabulary import Role
from tests.support.people import id_number
from tests.support.server import Served
from tests.support.story import COUNTY, SCHOOL, payment_of

SCHEMA = build_schema(ledger_schema().as_str())
EVERYBODY = Mandate("谁", tuple(Role), ("37",))
SOMEBODY = str(uuid.uuid4())

NONSENSE: dict[str, list[Any]] = {
    "String": ["", " ", "\0", "学\0生", "\x1b[0m", "𬱖" * 3000, "x" * 50_000, "'; --", "{0}", "９" * 10, "\ufeff"],
    "Date": ["0001-01-01", "9999-12-31", "1999-12-31"],
    "Month": ["1900-01", "2199-12", "2016-02"],
    "Term": ["1900-AUTUMN", "1900-SPRING", "2199-SPRING", "2199-AUTUMN"],
    "Money": ["0.00", "-1.00", "9999999999999.99"],
    "Int": [-(2**31), 2**31 - 1, 0],
    "Float": [-1, 0, 1e308, 3.25],
    "Boolean": [],
    "ID": [
        *("", "?", "x" * 500, "\0", SOMEBODY),
        *(encode(kind, raw) for kind in ("Enrolment", "StatusChange", "AidRoster", "Run", "Payment", "School")
          for raw in (SOMEBODY, f"{SOMEBODY}.1", f"{SOMEBODY}.-1", f"{SOMEBODY}. 1", f"{SOMEBODY}.{9**30}", ".", "1")),
    ],
}  # fmt: skip


class Forms:
    """Inputs that are in order but for one field."""

    def __init__(self, sensible: dict[str, Any]) -> None:
        self._sensible = sensible

    def of(self, kind: GraphQLInputObjectType) -> Iterator[dict[str, Any]]:
        for name, field in kind.fields.items():
            for value in self._values(field.type):
                yield {**self.base(kind), name: value}

    def base(self, kind: GraphQLInputObjectType) -> dict[str, Any]:
        needed = {name: field.type for name, field in kind.fields.items() if is_non_null_type(field.type)}
        return {name: self._one(name, wanted) for name, wanted in needed.items()}

    def _one(self, name: str, wanted: GraphQLInputType) -> Any:
        named = get_named_type(wanted)
        match named:
            case GraphQLEnumType():
                return next(iter(named.values))
            case GraphQLInputObjectType():
                return [self.base(named)]
        return uuid.uuid4().hex if name == "idempotencyKey" else self._sensible.get(name, "2015-09-10")

    def _values(self, wanted: GraphQLInputType) -> list[Any]:
        named = get_named_type(wanted)
        match named:
            case GraphQLEnumType():
                values: list[Any] = list(named.values)
            case GraphQLInputObjectType():
                values = list(self.of(named))
            case _:
                values = NONSENSE[named.name]
        if isinstance(wanted.of_type if isinstance(wanted, GraphQLNonNull) else wanted, GraphQLList):
            values = [[value] for value in values] + [[], [values[0]] * 21]
        return values if is_non_null_type(wanted) else [*values, None]


async def test_nonsense_is_answered_and_never_an_incident(served: Served) -> None:
    forms = Forms(await _sensible(served))
    mutations = SCHEMA.mutation_type
    assert mutations is not None
    for name, field in mutations.fields.items():
        kind = get_named_type(field.args["input"].type)
        assert isinstance(kind, GraphQLInputObjectType)
        query = f"mutation ($input: {kind.name}!) {{ {name}(input: $input) {{ errors {{ message }} }} }}"
        for given in forms.of(kind):
            answer = (await served.post(EVERYBODY, query, {"input": given}, accept_language="zh")).json()
            codes = [error["extensions"]["code"] for error in answer.get("errors", [])]
            assert set(codes) <= {"INVALID_INPUT"}, (name, given, answer)
    head = await served.ledger.position()
    shown = await served.data(EVERYBODY, "{ ledger { projections { lag } } }", ledger_position=str(head))
    assert [projection["lag"] for projection in shown["ledger"]["projections"]] == [0] * 4


async def _sensible(served: Served) -> dict[str, Any]:
    """Values that name what is really there."""
    story = served.story
    await story.school()
    enrolment, other = await story.students(2)
    roster = await story.roster()
    await story.allocation()
    run = await story.run()
    change = await story.requested(other, "SUSPEND", "2015-10-01")
    return {
        "schoolCode": SCHOOL,
        "enrolmentId": encode("Enrolment", enrolment),
        "enrolmentIds": [encode("Enrolment", enrolment)],
        "changeId": encode("StatusChange", change),
        "rosterId": encode("AidRoster", str(roster)),
        "runId": encode("Run", str(run.id)),
        "paymentId": encode("Payment", str(payment_of(enrolment))),
        "idNumber": id_number(77),
        "name": "学生",
        "originDivisionCode": COUNTY,
        "divisionCode": COUNTY,
        "majorCode": "010100",
        "majorName": "设施农业技术",
        "years": 3,
        "term": "2015-AUTUMN",
        "month": "2015-11",
        "code": "3637000009",
        "amount": "200.00",
        "schoolYear": 2015,
    }
