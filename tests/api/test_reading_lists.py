"""Rosters, runs and their lines; and what lists answer to arguments that fit nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from api.graphql.aid import exclusions, justification
from api.graphql.ledger_schema import ledger_schema
from api.graphql.registry import enrolments, students
from api.graphql.relay.global_id import encode
from api.graphql.relay.keyset import Slice, fingerprint
from api.language import chinese
from domain.ledger.postgres.ledger import Ledger
from tests.api.asking import Asking, asking, nodes
from tests.support.people import new_student
from tests.support.story import SCHOOL, Story

ROSTERS = """query ($school: String, $term: Term, $states: [RosterState!]) {
  aidRosters(schoolCode: $school, term: $term, states: $states) { edges { node {
    id scheme term state publishedOn supplementary school { code }
    steps { role decision actor }
    entries(first: 2) { edges { node { grounds enrolment { id } } } pageInfo { hasNextPage endCursor } }
    excluded { edges { node { code reason enrolment { id } } } } } } } }"""


@pytest.fixture
async def ask(ledger: Ledger, dsn: str) -> AsyncIterator[Asking]:
    async with asking(ledger, dsn) as opened:
        yield opened


async def test_a_roster_shows_who_is_covered_and_who_is_not(ask: Asking, story: Story) -> None:
    await story.school()
    covered = await story.students(3)
    [urban] = await story.students(1, hukou="URBAN", major_code="090100", major_name="计算机应用")
    [waiting] = await story.registered([new_student(90)])
    await story.roster()
    await ask.fold()
    [roster] = nodes((await ask.data(ROSTERS, school=SCHOOL, term="2015-AUTUMN"))["aidRosters"])
    assert (roster["state"], roster["publishedOn"], roster["scheme"]) == ("APPROVED", "2015-09-01", "GRANT")
    assert [node["grounds"] for node in nodes(roster["entries"])] == [["AGRICULTURAL_MAJOR"]] * 2
    assert roster["entries"]["pageInfo"]["hasNextPage"] is True
    rest = """query ($id: ID!, $after: String) { node(id: $id) { ... on AidRoster {
      entries(after: $after) { edges { node { enrolment { id } } } } } } }"""
    after = roster["entries"]["pageInfo"]["endCursor"]
    more = (await ask.data(rest, id=roster["id"], after=after))["node"]["entries"]
    listed = {node["enrolment"]["id"] for node in nodes(roster["entries"]) + nodes(more)}
    assert listed == {encode("Enrolment", enrolment) for enrolment in covered}
    reasons = {node["enrolment"]["id"]: node for node in nodes(roster["excluded"])}
    assert reasons[encode("Enrolment", urban)]["code"] == "NO_GROUNDS"
    assert reasons[encode("Enrolment", waiting)]["reason"] == "The registration is not approved yet."
    assert nodes((await ask.data(ROSTERS, states=["DRAFT"]))["aidRosters"]) == []


async def test_a_run_says_who_is_not_paid_and_why(ask: Asking, story: Story) -> None:
    await story.school()
    stays, leaves = await story.students(2)
    await story.roster()
    await story.allocation()
    await story.change(leaves, "WITHDRAW", "2015-09-01")
    run = await story.run_draft()
    await ask.fold()
    query = """{ runs(states: [DRAFT], month: "2015-09") { edges { node { id count total digest
      payments { edges { node { id } } } excluded { edges { node { code reason enrolment { id } } } } } } } }"""
    [node] = nodes((await ask.data(query, language="zh"))["runs"])
    assert (node["count"], node["total"], node["digest"]) == (1, "200.00", run.digest)
    assert nodes(node["payments"]) == []
    assert nodes(node["excluded"]) == [
        {
            "code": "NOT_ACTIVE",
            "reason": "当月 1 日至 20 日均不在读。",
            "enrolment": {"id": encode("Enrolment", leaves)},
        }
    ]
    assert stays != leaves


async def test_a_list_cursor_that_somebody_made_up_is_refused(ask: Asking, story: Story) -> None:
    await story.school()
    await ask.fold()
    none = fingerprint({})
    made_up: list[Slice] = [
        Slice("payments", none, 1, None, 10**19),
        Slice("payments", none, 1, None, None),
        Slice("payments", none, 1, None, -1),
    ]
    keys: list[Any] = [(1,), ("a", "b", "c"), ("a\0", "b", "00000000-0000-0000-0000-000000000000"), ()]
    cursors = [made.cursor(("a", "b", "00000000-0000-0000-0000-000000000000")) for made in made_up]
    cursors += [Slice("payments", none, 1, None, 1).cursor(key) for key in keys]
    query = "query ($after: String) { payments(after: $after) { edges { node { id } } } }"
    for cursor in [*cursors, "", "x", "\0"]:
        [error] = await ask.errors(query, after=cursor)
        assert error["extensions"] == {"code": "INVALID_CURSOR", "argument": ["after"]}


@pytest.mark.parametrize(
    ("query", "argument"),
    [
        ("{ payments(first: 0) { edges { cursor } } }", "first"),
        ("{ payments(first: 201) { edges { cursor } } }", "first"),
        ('{ payments(schoolCode: "x") { edges { cursor } } }', "schoolCode"),
        ('{ runs(schoolCode: "36370000011") { edges { cursor } } }', "schoolCode"),
        ('{ aidRosters(schoolCode: "\\u0000") { edges { cursor } } }', "schoolCode"),
        ('{ overpayments(schoolCode: "一") { edges { cursor } } }', "schoolCode"),
        ('{ arrears(schoolCode: "-1") { edges { cursor } } }', "schoolCode"),
        ('{ schools(divisionPrefix: "37%") { edges { cursor } } }', "divisionPrefix"),
        ('{ fundAccounts(divisionPrefix: "_") { edges { cursor } } }', "divisionPrefix"),
        (
            '{ roster(schoolCode: "3637000001", on: "2015-10-01", majorCode: "x") { edges { cursor } } }',
            "majorCode",
        ),
    ],
)
async def test_an_argument_that_fits_nothing_is_named(ask: Asking, query: str, argument: str) -> None:
    [error] = await ask.errors(query)
    assert error["extensions"] == {"code": "INVALID_INPUT", "argument": [argument]}


async def test_lists_within_lists_do_not_multiply_without_end(ask: Asking, story: Story) -> None:
    await story.school()
    await story.students(130)
    await story.roster()
    await story.allocation()
    await story.run()
    await ask.fold()
    query = """query ($first: Int!) { payments(first: 200) { edges { node { student {
      payments(first: $first) { edges { cursor } } } } } } }"""
    await ask.data(query, first=100)
    errors = await ask.errors(query, first=200)
    assert {error["extensions"]["code"] for error in errors} == {"QUERY_TOO_COMPLEX"}
    round_and_round = """{ runs { edges { node { payments(first: 200) { edges { node { run {
      payments(first: 200) { edges { cursor } } } } } } } } } }"""
    errors = await ask.errors(round_and_round)  # read once, yet shown as often as a payment names its run
    assert {error["extensions"]["code"] for error in errors} == {"QUERY_TOO_COMPLEX"}


async def test_every_code_and_sentence_is_in_the_catalogue() -> None:
    told = {
        students.ERASED,
        enrolments.TOO_EARLY,
        enrolments.NOT_KNOWN,
        exclusions.UNKNOWN,
        justification.UNKNOWN,
    }
    told.update(exclusions.REASONS.values())
    told.update(text for texts in justification.STATEMENTS.values() for text in texts)
    assert told <= chinese().keys()


async def test_everything_in_the_schema_is_described() -> None:
    missing = []
    for name, kind in ledger_schema().core.type_map.items():
        if name.startswith("__"):
            continue
        parts = {
            name: kind,
            **{f"{name}.{field}": part for field, part in getattr(kind, "fields", {}).items()},
        }
        for path, part in list(parts.items()):
            arguments = getattr(part, "args", {})
            parts.update({f"{path}({argument})": spec for argument, spec in arguments.items()})
        missing += [path for path, part in parts.items() if not part.description]
    assert [path for path in missing if path not in {"String", "ID"}] == []
