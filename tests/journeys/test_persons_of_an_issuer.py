"""People who sign in at an issuer with Keycloak's claims, work, are shown by name and told apart by iss and sub."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from typing import Any

import pytest
from pydantic import SecretStr

from api.application import verifier_of
from api.graphql.relay.global_id import encode
from api.settings import Settings
from domain.ledger.postgres.ledger import Ledger
from domain.mandate import Mandate
from domain.registry.register_students import RegisterStudents
from domain.vocabulary import Role
from tests.api.issuer import CLIENT, LEDGER_SECRET, NO_COMPLAINT, Issuer, an_issuer
from tests.journeys.subscribers import over_events, over_socket
from tests.support.people import new_student
from tests.support.server import Served, served_ledger
from tests.support.story import COUNTY, SCHOOL

pytestmark = NO_COMPLAINT

ME = "{ me { name actorId roles scopes } }"
STEPS = "change { id steps { role actor actorId } }"
MAKER, DECIDER = "8f14e45f-ceea-467f", "c9f0f895-fb98-4b91"  # subjects of two who are both called 王芳


def keycloak(name: str, *roles: str) -> dict[str, Any]:
    """Whom a realm knows by that name, with the roles that it gives everybody besides."""
    realm = ["offline_access", "uma_authorization", "default-roles-aid", *roles]
    return {"name": name, "realm_access": {"roles": realm}, "ledger": {"scopes": SCHOOL}}


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    people = {MAKER: keycloak("王芳", "REGISTRAR"), DECIDER: keycloak("王芳", "PRINCIPAL")}
    with an_issuer(people) as running:
        yield running


@pytest.fixture
async def served(ledger: Ledger, dsn: str, issuer: Issuer) -> AsyncIterator[Served]:
    """A server that is set up for the issuer as a deployment would be."""
    settings = Settings(
        oidc_issuer=issuer.url,
        oidc_audience=CLIENT,
        oidc_roles_claim="realm_access.roles",
        oidc_scopes_claim="ledger.scopes",
        oidc_client_id=CLIENT,
        oidc_client_secret=SecretStr(LEDGER_SECRET),
    )
    async with served_ledger(ledger, dsn, verifier_of(settings)) as running:
        yield running


@pytest.fixture
async def enrolment(served: Served) -> str:
    """Of a student in school: what there is to be changed."""
    await served.story.school()
    [enrolment] = await served.story.students(1)
    return encode("Enrolment", enrolment)


def request(enrolment: str, key: str = "once") -> dict[str, Any]:
    given = {"enrolmentId": enrolment, "kind": "SUSPEND", "effectiveOn": "2015-10-01", "reason": "病"}
    return {**given, "idempotencyKey": key, "documents": [{"kind": "MEDICAL_PROOF", "reference": "1"}]}


async def test_whoever_signs_in_is_let_in_by_either_kind_of_token(served: Served, issuer: Issuer) -> None:
    tokens = issuer.signed_in(MAKER)
    for token in (tokens["id_token"], tokens["access_token"]):
        assert (await served.data(token, ME))["me"] == {
            "name": "王芳",
            "actorId": f"{issuer.url}#{MAKER}",
            "roles": ["REGISTRAR"],
            "scopes": [SCHOOL],
        }


async def test_what_they_do_is_recorded_under_name_and_identity(
    served: Served, issuer: Issuer, enrolment: str
) -> None:
    token = issuer.token(MAKER)
    payload = await served.done(token, "requestStatusChange", "change { id }", **request(enrolment))
    events = """{ events(types: ["registry.ChangeRequested.v1"]) {
        edges { node { actor actorId data } } } }"""
    [edge] = (await served.data(token, events))["events"]["edges"]
    assert edge["node"]["actor"] == "王芳"
    assert edge["node"]["actorId"] == f"{issuer.url}#{MAKER}"
    assert edge["node"]["data"]["changeId"] == payload["change"]["id"]
    state = await served.ledger.pool.fetchval(
        "SELECT convert_from(state, 'UTF8') FROM ledger_events ORDER BY notification_id DESC LIMIT 1"
    )
    assert f'"actor":"王芳 <{issuer.url}#{MAKER}>"' in state


async def test_two_of_one_name_are_two_persons(served: Served, issuer: Issuer, enrolment: str) -> None:
    filed = await served.done(issuer.token(MAKER), "requestStatusChange", STEPS, **request(enrolment))
    change = {"changeId": filed["change"]["id"], "decision": "APPROVE"}
    decided = await served.done(issuer.token(DECIDER), "reviewStatusChange", STEPS, **change)
    assert decided["change"]["steps"][0] == {
        "role": "PRINCIPAL",
        "actor": "王芳",
        "actorId": f"{issuer.url}#{DECIDER}",
    }


async def test_one_who_takes_another_name_is_still_the_one_who_filed_it(
    served: Served, issuer: Issuer, enrolment: str
) -> None:
    filed = await served.done(issuer.token(MAKER), "requestStatusChange", STEPS, **request(enrolment))
    issuer.claims[MAKER] |= keycloak("李校长", "PRINCIPAL")
    change = {"changeId": filed["change"]["id"], "decision": "APPROVE"}
    refused = await served.do(issuer.token(MAKER), "reviewStatusChange", STEPS, **change)
    assert [error["code"] for error in refused["errors"]] == ["SAME_PERSON_MAY_NOT_REVIEW"]


async def test_who_registered_before_the_issuer_was_told_apart_may_not_approve_now(
    served: Served, issuer: Issuer, enrolment: str
) -> None:
    by_subject = Mandate(MAKER, (Role.REGISTRAR,), (SCHOOL,))  # as version 0.1 recorded an issuer's person
    lines = [new_student(7)]
    answer = await served.story.act(by_subject, RegisterStudents, school_code=SCHOOL, students=lines)
    issuer.claims[MAKER] |= keycloak("王芳", "REGISTRY_AUTHORITY") | {"ledger": {"scopes": COUNTY}}
    ids = [encode("Enrolment", str(result.enrolment)) for result in answer.results]
    given: dict[str, Any] = {"schoolCode": SCHOOL, "enrolmentIds": ids}
    refused = await served.do(issuer.token(MAKER), "approveRegistrations", **given)
    assert [error["code"] for error in refused["errors"]] == ["SAME_PERSON_MAY_NOT_REVIEW"]


async def test_a_key_belongs_to_the_person_whatever_the_name(
    served: Served, issuer: Issuer, enrolment: str
) -> None:
    filed = await served.done(issuer.token(MAKER), "requestStatusChange", STEPS, **request(enrolment))
    issuer.claims[MAKER]["name"] = "王芳芳"
    again = await served.done(issuer.token(MAKER), "requestStatusChange", STEPS, **request(enrolment))
    assert again["position"] == filed["position"]
    issuer.claims[DECIDER] |= keycloak("王芳", "REGISTRAR")
    other = await served.do(issuer.token(DECIDER), "requestStatusChange", STEPS, **request(enrolment))
    assert [error["code"] for error in other["errors"]] == ["ALREADY_REQUESTED"], "a key of somebody else's"


async def test_looks_name_the_person_as_events_do(served: Served, issuer: Issuer, enrolment: str) -> None:
    query = f'{{ node(id: "{enrolment}") {{ ... on Enrolment {{ student {{ name }} }} }} }}'
    here = str(await served.ledger.position())
    await served.data(issuer.token(MAKER), query, ledger_position=here)
    actors = await served.ledger.pool.fetch("SELECT actor FROM look")
    assert [row["actor"] for row in actors] == [f"王芳 <{issuer.url}#{MAKER}>"]


@pytest.mark.parametrize("follow", [over_socket, over_events])
@pytest.mark.parametrize("kind", ["id_token", "access_token"])
async def test_they_follow_the_log_too(
    served: Served, issuer: Issuer, enrolment: str, follow: Any, kind: str
) -> None:
    async with aclosing(follow(served, issuer.signed_in(MAKER)[kind], since="0")) as events:
        event = await asyncio.wait_for(anext(events), 10)
    assert event["type"] == "registry.SchoolOpened.v1"


async def test_who_is_not_let_in_is_told_why_in_their_language(served: Served, issuer: Issuer) -> None:
    issuer.claims[MAKER]["realm_access"]["roles"] = ["offline_access"]
    answer = await served.post(issuer.token(MAKER), ME, accept_language="zh")
    assert answer.status_code == 401
    assert "令牌的 realm_access.roles 中没有本台账的角色" in answer.text
