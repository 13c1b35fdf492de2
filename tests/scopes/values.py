"""What arguments are filled with: things of every school, things that nobody has, and moments of the past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
import pytest
from graphql import GraphQLEnumType, GraphQLInputType, GraphQLList, GraphQLNonNull, get_named_type

from api.graphql.relay.global_id import encode
from tests.scopes.oracle import Oracle
from tests.scopes.told import DIVISIONS, UNKNOWN
from tests.support.people import id_number

NOBODY = (encode("Payment", str(UUID(int=1))), encode("Enrolment", f"{UUID(int=1)}.1"), "?")


class Values:
    """By the name of an argument, as they stand in a query. moments: by an ``asOf`` the position that it means."""

    def __init__(self, oracle: Oracle) -> None:
        head = oracle.head
        middle = [head // 3, head // 2, head - 20]
        self.moments = {f'{{position: "{at}"}}': at for at in [*middle, head]}
        for instant in (oracle.instants[at] for at in (head // 2, head)):
            asked = f'{{recordedAt: "{instant.isoformat()}"}}'
            self.moments[asked] = max(at for at, then in oracle.instants.items() if then <= instant)
        numbers = [*range(7), 800, 900, 999]
        ids = [*oracle.ids(), *NOBODY]
        self._one_of_each = list({oracle.kind_of(id): id for id in ids}.values())
        self._known: Mapping[str, Sequence[Any]] = {
            "schoolCode": [*DIVISIONS, UNKNOWN],
            "code": [*DIVISIONS, UNKNOWN],
            "id": ids,
            "stream": [id for id in ids if "LedgerEvent" not in oracle.kind_of(id)],
            "studentId": [id for id in ids if oracle.kind_of(id) in ("Student", "")],
            "divisionPrefix": ["37", "3715", "371502", "3701", "3702"],
            "term": ["2015-AUTUMN", "2016-SPRING"],
            "month": ["2015-09", "2016-03", "2016-04"],
            "on": ["2016-06-01", "2015-10-01"],
            "afterPosition": ["0", str(head // 2), str(head)],
            "types": [["aid.PaymentFailed.v1"], ["registry.StatusChanged.v1", "registry.TransferredIn.v1"]],
            "majorCode": ["010100", "090100"],
            "idNumber": [id_number(number) for number in numbers],
            "studentNumber": [f"G{id_number(number)}" for number in numbers],
            "province": ["37", "11"],
        }

    def of(self, place: str, name: str, kind: GraphQLInputType, some: bool = False) -> Sequence[str]:
        """The test fails for an argument of which nothing is known.

        some: every person, of ids one of each kind, else the first.
        """
        named = get_named_type(kind)
        if isinstance(named, GraphQLEnumType):
            several = isinstance(kind.of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)
            return [f"[{value}]" if several else value for value in named.values]
        if named.name == "Boolean":
            return ["true", "false"]
        if named.name == "AsOf":
            return list(self.moments)
        if name not in self._known:
            pytest.fail(
                f"The walk does not know what to give for {place} {named.name}: say so in {__file__}."
            )
        known = self._known[name]
        if some and name != "idNumber":
            known = self._one_of_each if name == "id" else known[:1]
        return [orjson.dumps(value).decode() for value in known]
