"""Inputs of mutations, filled by what the schema says of them; what an input names can be named otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    is_required_input_field,
)

from tests.support.people import id_number

Place = tuple[str, ...]

KINDS = {  # what a field with an id names
    "enrolmentId": "Enrolment",
    "enrolmentIds": "Enrolment",
    "changeId": "StatusChange",
    "rosterId": "AidRoster",
    "runId": "Run",
    "paymentId": "Payment",
    "schoolCode": "School",
}
PLAIN: Mapping[str, Any] = {
    "code": "3637000008",
    "divisionCode": "370102",
    "originDivisionCode": "371525",
    "majorCode": "010100",
    "idNumber": id_number(700),
    "digest": "0" * 64,
}
OF_TYPE: Mapping[str, Any] = {
    "Date": "2015-09-15",
    "Money": "1.00",
    "Term": "2015-AUTUMN",
    "Month": "2015-09",
    "Int": 2015,
    "Float": 3,
    "Boolean": False,
}


def named_in(kind: GraphQLInputObjectType, under: Place = ()) -> Iterator[Place]:
    """Where an input names something that the ledger holds. The test fails for an id of which nothing is known."""
    for name, field in kind.fields.items():
        below = get_named_type(field.type)
        if name in KINDS:
            yield (*under, name)
        elif below.name == "ID":
            pytest.fail(f"What does {kind.name}.{name} name? Say so in {__file__}.")
        elif isinstance(below, GraphQLInputObjectType):
            yield from named_in(below, (*under, name))


def filled(kind: GraphQLInputObjectType, names: Mapping[Place, str], under: Place = ()) -> dict[str, Any]:
    """What cannot be left out, and whatever holds a name. names: what is named at each place."""
    return {
        name: _value(name, field, names, (*under, name))
        for name, field in kind.fields.items()
        if is_required_input_field(field) or (*under, name) in names
    }


def _value(name: str, field: GraphQLInputField, names: Mapping[Place, str], place: Place) -> Any:
    kind: Any = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
    one = _one(name, get_named_type(kind), names, place)
    return [one] if isinstance(kind, GraphQLList) else one


def _one(name: str, kind: Any, names: Mapping[Place, str], place: Place) -> Any:
    if isinstance(kind, GraphQLInputObjectType):
        return filled(kind, names, place)
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if place in names or name in PLAIN or kind.name in OF_TYPE:
        return names.get(place, PLAIN.get(name, OF_TYPE.get(kind.name)))
    if kind.name != "String" or name.endswith("Code"):
        pytest.fail(f"The walk does not know what to give for {'.'.join(place)}: say so in {__file__}.")
    return "其他"
