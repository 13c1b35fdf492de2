"""What is stored under a name that the code could change by the way: ids, tags, papers, steps."""

from __future__ import annotations

import json
from uuid import UUID

import msgspec

from domain.aid.payment import payment_id
from domain.aid.roster import roster_id, rosters_of
from domain.aid.run import run_id, runs_of
from domain.document import Document
from domain.funds.account import account_id
from domain.ledger.privacy import Seals
from domain.registry.request import ReviewStep
from domain.registry.school import school_id
from domain.registry.student import cohort, cohorts_in, enrolment_id
from tests.support.people import PROVINCE

SCHOOL, PERSON = "3637000001", UUID("5a6f0f0c-2016-4013-8a4d-000000000001")


def test_the_ids_of_streams_are_derived_as_ever() -> None:
    made = {
        "school": school_id(SCHOOL),
        "roster": roster_id(SCHOOL, "GRANT", "2015-AUTUMN", 1),
        "run": run_id(SCHOOL, "GRANT", "2015-09", 1),
        "account": account_id(SCHOOL, "GRANT", "2015-AUTUMN"),
        "payment": payment_id(PERSON, "GRANT", "2015-09"),
        "person": Seals("s" * 32, PROVINCE).person("371525200001010014"),
        "part": enrolment_id(PERSON, 2),
    }
    assert {name: str(id) for name, id in made.items()} == {
        "school": "d1d72e0a-772f-5772-8a71-7031dbe43524",
        "roster": "ef90af16-fb21-52e6-9a6a-3117470f6f98",
        "run": "6287251b-f10e-5ce4-873a-a24130c269c3",
        "account": "aab34acf-c10f-5650-8dbf-2520f2687953",
        "payment": "cb3ab14d-50b9-58c6-ab67-61a6324ab8d0",
        "person": "e4076f95-f6ee-5e01-8e04-83e6d15e1b1f",
        "part": "5a6f0f0c-2016-4013-8a4d-000000000001.2",
    }


def test_tags_are_written_as_ever() -> None:
    assert cohort(SCHOOL, "2016-02-15") == "students of 3637000001 from 2015"
    assert cohorts_in(SCHOOL, 2016)[-1] == "students of 3637000001 from 2016"
    assert rosters_of(SCHOOL, "GRANT", "2015-AUTUMN") == "rosters of 3637000001 GRANT 2015-AUTUMN"
    assert runs_of(SCHOOL, "GRANT", "2015-09") == "runs of 3637000001 GRANT 2015-09"


def test_papers_and_steps_are_stored_in_events_by_these_names() -> None:
    paper = Document(kind="SCHOOL_REPORT", reference="档案室", sha256="0" * 64)
    assert msgspec.to_builtins(paper).keys() == {"kind", "reference", "sha256"}
    step = ReviewStep(role="PRINCIPAL", scope=SCHOOL)
    assert json.loads(msgspec.json.encode(step)).keys() >= {"role", "scope"}
