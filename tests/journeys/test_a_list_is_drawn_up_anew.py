"""Somebody objects to a list that hangs out: it is drawn up anew over HTTP, shown again, and then handed in."""

from __future__ import annotations

from typing import Any

from tests.support.people import holder
from tests.support.server import Served
from tests.support.story import SCHOOL

OFFICER, PRINCIPAL, AUTHORITY = (
    holder("AID_OFFICER", SCHOOL),
    holder("PRINCIPAL", SCHOOL),
    holder("AID_AUTHORITY"),
)
LIST = {"schoolCode": SCHOOL, "scheme": "GRANT", "term": "2015-AUTUMN"}
SHOWN = "roster { id state publishedOn entries { edges { node { enrolment { id } } } } steps { role actor } }"
LISTED = f"""query ($asOf: AsOf) {{
  aidRosters(schoolCode: "{SCHOOL}", asOf: $asOf) {{ edges {{ node {{ {SHOWN[9:-2]} }} }} }} }}"""


async def test_a_list_is_shown_anew_after_an_objection(served: Served) -> None:
    await served.story.school()
    await served.story.students(2)
    hung = await _published(served, await _drafted(served), "2015-09-07")
    before = hung["position"]
    await served.story.students(1)
    roster = await _drafted(served)
    assert roster == hung["roster"]["id"]
    await _refused(
        served, PRINCIPAL, "submitAidRoster", "PUBLICITY_TOO_SHORT", roster, submittedOn="2015-09-30"
    )
    await _refused(served, OFFICER, "publishAidRoster", "INVALID_INPUT", roster, publishedOn="2015-09-07")
    anew = await _published(served, roster, "2015-09-14")
    assert len(anew["roster"]["entries"]["edges"]) == 3
    await _refused(
        served, PRINCIPAL, "submitAidRoster", "PUBLICITY_TOO_SHORT", roster, submittedOn="2015-09-21"
    )
    await served.done(PRINCIPAL, "submitAidRoster", rosterId=roster, submittedOn="2015-09-22")
    await _refused_anew(served)
    decided = await served.done(AUTHORITY, "reviewAidRoster", SHOWN, rosterId=roster, decision="APPROVE")
    steps = [step["role"] for step in decided["roster"]["steps"]]
    assert steps == ["AID_OFFICER"] * 4 + ["PRINCIPAL", "AID_AUTHORITY"]
    assert decided["roster"]["publishedOn"] == "2015-09-14"
    assert await _listed(served, before) == [hung["roster"]]
    assert await _listed(served, decided["position"]) == [decided["roster"]]


async def _drafted(served: Served) -> str:
    roster = (await served.done(OFFICER, "draftAidRoster", SHOWN, **LIST))["roster"]
    assert (roster["state"], roster["publishedOn"]) == ("DRAFT", None)
    return str(roster["id"])


async def _published(served: Served, roster: str, day: str) -> Any:
    done = await served.done(OFFICER, "publishAidRoster", SHOWN, rosterId=roster, publishedOn=day)
    assert (done["roster"]["state"], done["roster"]["publishedOn"]) == ("PUBLISHED", day)
    return done


async def _refused(served: Served, by: Any, mutation: str, code: str, roster: str, **given: str) -> None:
    payload = await served.do(by, mutation, rosterId=roster, **given)
    assert [(error["code"], error["path"]) for error in payload["errors"]] == [(code, list(given))]


async def _refused_anew(served: Served) -> None:
    payload = await served.do(OFFICER, "draftAidRoster", **LIST)
    [error] = payload["errors"]
    assert (error["code"], error["path"]) == ("ROSTER_LOCKED", ["term"])
    assert "with the authority" in error["message"]


async def _listed(served: Served, position: str) -> list[Any]:
    """The school's lists as they were known at a position."""
    found = await served.data(AUTHORITY, LISTED, {"asOf": {"position": position}}, ledger_position=position)
    return [edge["node"] for edge in found["aidRosters"]["edges"]]
