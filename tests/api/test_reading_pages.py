"""Every list of the schema: its later pages show the past of the first one, whatever is recorded in between."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from graphql import GraphQLField, GraphQLObjectType, get_named_type, is_leaf_type, is_required_argument

from api.graphql.ledger_schema import ledger_schema
from api.graphql.relay.global_id import encode
from domain.ledger.postgres.ledger import Ledger
from tests.api.asking import Asking, asking, nodes
from tests.support.people import new_student
from tests.support.story import OTHER_SCHOOL, Story, person_of

TYPES = ledger_schema().core.type_map

# Lists that are never changed once they are recorded, and the log, which only grows and is read on into what is new.
STAY, GROWS = {"Run.lines", "Run.excluded"}, "Query.events"
NEEDED = {"Query.roster": 'schoolCode: "3637000001", on: "2015-10-01"'}


def lists() -> dict[str, GraphQLField]:
    """Every field that is a connection, as "Type.field"."""
    return {
        f"{name}.{field}": spec
        for name, kind in TYPES.items()
        if isinstance(kind, GraphQLObjectType)
        for field, spec in kind.fields.items()
        if get_named_type(spec.type).name.endswith("Connection")
    }


class Told:
    """A history in which every list has two rows or more, and what may happen next."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.ids: dict[str, str] = {}

    async def begin(self) -> None:
        story = self.story
        await story.school()
        await story.school(OTHER_SCHOOL)
        self.paid = await story.students(4)
        self.late, _ = await story.registered([new_student(90), new_student(91)])
        await story.roster()
        await story.allocation()
        await story.allocation(scheme="TUITION_WAIVER")
        await story.change(self.paid[3], "SUSPEND", "2015-09-01")
        await story.run("2015-10")
        self.run = await story.run()
        for enrolment in self.paid[:2]:
            await story.change(enrolment, "WITHDRAW", "2015-09-01")
        await story.students(2)
        self.roster = await story.roster_draft(scheme="TUITION_WAIVER")
        self.requested = await story.requested(self.paid[2], "SUSPEND", "2015-11-01")
        self.ids = {
            "Student": encode("Student", str(person_of(self.paid[2]))),
            "AidRoster": encode("AidRoster", str(self.roster)),
            "Run": encode("Run", str(self.run.id)),
        }

    async def go_on(self) -> None:
        """Something for every list: rows come, go and change."""
        story = self.story
        await story.school("3637000003")
        await story.approved([self.late])
        await story.roster_draft(scheme="TUITION_WAIVER")
        await story.roster_submitted(self.roster)
        await story.bank(self.run)
        await story.decided(self.requested)
        await story.change(self.paid[2], "WITHDRAW", "2015-10-01")
        await story.allocation(scheme="TUITION_WAIVER")


@pytest.fixture
async def ask(ledger: Ledger, dsn: str) -> AsyncIterator[Asking]:
    async with asking(ledger, dsn) as opened:
        yield opened


def scalars(name: str) -> str:
    """The plain fields of what a list lists."""
    kind: Any = lists()[name].type
    for field in ("edges", "node"):
        kind = get_named_type(kind).fields[field].type
    return " ".join(
        field
        for field, spec in get_named_type(kind).fields.items()
        if is_leaf_type(get_named_type(spec.type)) and not any(map(is_required_argument, spec.args.values()))
    )


async def page(ask: Asking, told: Told, name: str, first: int, after: str | None = None) -> dict[str, Any]:
    owner, field = name.split(".")
    at = f', after: "{after}"' if after else ""
    asked = f"""{field}({NEEDED.get(name, "")} first: {first}{at}) {{
      edges {{ node {{ __typename {scalars(name)} }} }} pageInfo {{ hasNextPage endCursor }} }}"""
    if owner == "Query":
        found: dict[str, Any] = await ask.data(f"{{ {asked} }}")
    else:
        found = (await ask.data(f'{{ node(id: "{told.ids[owner]}") {{ ... on {owner} {{ {asked} }} }} }}'))[
            "node"
        ]
    shown: dict[str, Any] = found[field]
    return shown


@pytest.mark.parametrize("name", sorted(lists().keys() - {GROWS}))
async def test_later_pages_show_the_past_of_the_first(ask: Asking, story: Story, name: str) -> None:
    told = Told(story)
    await told.begin()
    await ask.fold()
    whole = nodes(await page(ask, told, name, 200))
    read = await page(ask, told, name, 1)
    seen = nodes(read)
    assert read["pageInfo"]["hasNextPage"], "a list of one row proves nothing"
    await told.go_on()
    await ask.fold()
    assert (nodes(await page(ask, told, name, 200)) != whole) == (name not in STAY)
    while read["pageInfo"]["hasNextPage"]:
        read = await page(ask, told, name, 1, read["pageInfo"]["endCursor"])
        seen += nodes(read)
    assert seen == whole
