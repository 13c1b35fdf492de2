"""What a file of a room declares about itself is held to when it is imported."""

from __future__ import annotations

from pkgutil import iter_modules

import pytest
import strawberry

from api.graphql.registry.schools import OpenSchoolInput, OpenSchoolPayload
from api.graphql.relay.keys import uuid_key
from api.graphql.relay.node import NODES, node
from api.graphql.rooms import ORDER, ROOMS
from api.graphql.writing.mutation import Keyed, mutation
from domain.command import COMMANDS
from domain.handlers import HANDLERS
from domain.registry.open_school import OpenSchool
from domain.registry.stop_enrolment import StopEnrolment
from tests.api.test_schema_file import SERVED


def test_an_input_has_the_very_fields_of_its_command() -> None:
    with pytest.raises(TypeError, match=r"OpenSchoolInput and StopEnrolment differ: .*'effective_on'"):
        mutation(OpenSchoolInput, StopEnrolment, OpenSchoolPayload, "")

    @strawberry.input
    class Less(Keyed):
        code: str

    with pytest.raises(TypeError, match="'division_code', 'name', 'ownership'"):
        mutation(Less, OpenSchool, OpenSchoolPayload, "")


def test_a_node_and_a_stream_are_declared_once() -> None:
    async def read(*_: object) -> list[object]:
        return []

    for name, stream in (("Payment", None), ("Another", NODES["Payment"].stream)):
        with pytest.raises(TypeError, match="declared already"):
            node(name, key=uuid_key, read=read, stream=stream)(NODES["Payment"].type)
    assert "Another" not in NODES


def test_every_file_with_a_place_is_there() -> None:
    files = {found.name for room in ROOMS for found in iter_modules(room.__path__)}
    assert set(ORDER) <= files


def test_every_command_has_its_mutation() -> None:
    mutations = SERVED.mutation_type
    assert mutations is not None
    names = {f"{name[0].lower()}{name[1:]}" for name in COMMANDS if COMMANDS[name] in HANDLERS}
    assert names == set(mutations.fields)
