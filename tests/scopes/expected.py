"""What somebody must be answered: what the whole province's auditor is, without what lies outside the scope."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLNonNull, GraphQLObjectType, GraphQLSchema

from api.graphql.relay.global_id import decode
from domain.mandate import Mandate
from tests.scopes.oracle import Oracle
from tests.scopes.roads import is_node

NEED = {"REGISTRAR", "PRINCIPAL", "REGISTRY_AUTHORITY", "AUDITOR", "DATA_STEWARD"}  # the whole ID number
GONE = object()
Led = tuple[str, str]  # the type and the field by which something was reached

# A transfer leads the school that decides it to the enrolment, to its person and to the school left.
WAY_OF_A_TRANSFER = {("StatusChange", "enrolment"), ("Enrolment", "student"), ("Enrolment", "school")}


class OneOf:
    """Stands for any event that the viewer may see."""

    def __init__(self, schools: Any) -> None:
        self._schools = schools

    def __eq__(self, other: object) -> bool:
        return isinstance(other, dict) and bool(self._schools(other["__typename"], other["id"]))


EVERYBODYS = frozenset({"LedgerEpoch"})
"""What has an id and is no school's."""


class Expected:
    """For one viewer. at: the position that the answer is of."""

    def __init__(self, schema: GraphQLSchema, oracle: Oracle, by: Mandate, at: int) -> None:
        self.schema = schema
        self.oracle = oracle
        self.by = by
        self.at = at
        self.visible = oracle.seen_by(by)

    def of(self, whole: Any) -> Any:
        """The data of an answer, as the viewer must get it."""
        return self._object(whole, "Query", None)

    def sees(self, kind: str, id: str) -> bool:
        return kind in EVERYBODYS or not self.visible.isdisjoint(self.oracle.schools_of(kind, id, self.at))

    def _value(self, value: Any, led: Led | None) -> Any:
        if isinstance(value, list):
            return [kept for kept in (self._value(item, led) for item in value) if kept is not GONE]
        if not isinstance(value, dict) or "__typename" not in value:
            return value
        kind = value["__typename"]
        if kind.endswith("Connection"):
            return self._connection(value)
        if is_node(self._type(kind)) and led not in WAY_OF_A_TRANSFER and not self.sees(kind, value["id"]):
            return GONE
        return self._object(value, kind, led)

    def _object(self, value: Any, kind: str, led: Led | None) -> Any:
        told = {key: self._field(value, kind, key, below, led) for key, below in value.items()}
        if GONE in told.values():
            return GONE
        return told | {key: said for key, said in self._personal(value, kind).items() if key in value}

    def _field(self, value: Any, kind: str, key: str, below: Any, led: Led | None) -> Any:
        hidden = is_node(self._type(kind)) and not self.sees(kind, value["id"])
        way = (kind, key) if kind == "StatusChange" or hidden else None
        kept = self._value(below, way)
        if kept is not GONE:
            return kept
        if (kind, key) == ("Overpayment", "cause"):
            return OneOf(self.sees)
        field = self._type(kind).fields.get(key)
        return GONE if field is not None and isinstance(field.type, GraphQLNonNull) else None

    def _type(self, kind: str) -> GraphQLObjectType:
        found = self.schema.type_map[kind]
        assert isinstance(found, GraphQLObjectType)
        return found

    def _connection(self, value: Any) -> Any:
        edges = [edge | {"node": self._value(edge["node"], None)} for edge in value["edges"]]
        kept = [edge for edge in edges if edge["node"] is not GONE]
        ends = {"startCursor": kept[0]["cursor"], "endCursor": kept[-1]["cursor"]} if kept else {}
        nothing = {"startCursor": None, "endCursor": None}
        return value | {"edges": kept, "pageInfo": value["pageInfo"] | nothing | ends}

    def _personal(self, value: Any, kind: str) -> dict[str, Any]:
        """What is told to one otherwise than to another who may see the thing as well."""
        if kind == "Viewer":
            return self._myself()
        if kind == "TrialBalance":
            return {"accounts": self.oracle.trial_balance(self.visible, self.at)}
        if kind == "Student" and "name" in value:
            return self._person(value)
        if kind == "Payment" and "recordedElsewhere" in (value.get("justification") or ()):
            facts = self.oracle.facts_of(_raw(value), self.at)
            elsewhere = [code for code, schools in facts if self.visible.isdisjoint(schools)]
            told = self._value(value["justification"], None)
            return {"justification": told | {"recordedElsewhere": elsewhere}}
        return {}

    def _myself(self) -> dict[str, Any]:
        own = {"name": self.by.name, "actorId": self.by.name}
        return own | {"roles": list(self.by.roles), "scopes": list(self.by.scopes)}

    def _person(self, value: Any) -> dict[str, Any]:
        approved = self.oracle.approved_at(_raw(value), self.at)
        if approved and self.visible.isdisjoint(approved):
            return {
                "name": "(enrolled elsewhere)",
                "idNumber": _masked(value["idNumber"]),
                "studentNumber": None,
            }
        number = value["studentNumber"]
        if not approved:
            number = self.oracle.temporary_number(_raw(value), self.visible)
        if NEED.isdisjoint(self.by.roles):
            return {"idNumber": _masked(value["idNumber"]), "studentNumber": number[0] + _masked(number[1:])}
        return {"studentNumber": number}


def _raw(value: Any) -> str:
    kind, raw = decode(value["id"]) or ("", "")
    assert kind == value["__typename"]
    return raw


def _masked(number: str) -> str:
    return f"{number[:6]}********{number[-4:]}"
