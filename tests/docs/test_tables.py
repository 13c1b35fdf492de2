"""The tables on the pages say what the code says: settings, limits, codes, what is measured, what has a past."""

from __future__ import annotations

import re
from functools import cache
from math import isqrt
from pathlib import Path
from typing import Any, get_args

import pytest
from graphql import GraphQLObjectType, build_schema
from prometheus_client import Counter
from prometheus_client.metrics import MetricWrapperBase

from api import metrics, readiness, security_log
from api.auth import bearer, claims, tokens
from api.graphql import context
from api.graphql.aid import run_lines
from api.graphql.execution import complexity, root_fields, rules
from api.graphql.execution.errors import RequestCode
from api.graphql.relay import keyset
from api.http import body, connection, full, graphql_request, head, json_socket, operation, subscription
from api.settings import Settings
from domain import checks
from domain.aid import draft_roster, record_bank_results
from domain.funds import record_allocation
from domain.ledger import perform, turns
from domain.ledger.postgres import connections, grouping
from domain.registry import approve_registrations, open_school, person_name, register_students, status_rules
from tests.docs.pages import CHINESE, DOCS, ENGLISH, ROOT, title
from tests.proof.chance import VARIABLE
from tests.proof.figures import HEADS, STORMS

NUMBER = re.compile(r"\d[\d,.-]*\d|\d")
SETTING = re.compile(r"AID_LEDGER_[A-Z_]+[A-Z]")
CODE = re.compile(r"`([A-Z_]{4,})`")


def _seconds(silence: str) -> str:
    return f"{int(connections.SILENCE[silence]) / 1000:g}"


LIMITS = {
    "head of a request": (
        f"{head.LARGEST_HEAD >> 10} KB, {head.MOST_HEADERS} headers, within {connection.HEAD_SECONDS:g} seconds"
    ),
    "request body": f"{body.LARGEST_BYTES >> 20} MB, within {body.SECONDS_TO_ARRIVE:g} seconds",
    "an answer": f"taken within {connection.ANSWER_SECONDS:g} seconds",
    "connections of all clients together": (
        f"{full.MOST_CONNECTIONS:,}; past that 503 with `Retry-After`, and the longest idle ones are closed"
    ),
    "values in the variables": f"{graphql_request.MOST_VALUES:,}",
    "query text": f"{complexity.MOST_BYTES >> 10} KB, {complexity.MOST_TOKENS:,} tokens",
    "query": (
        f"{complexity.DEEPEST} levels, {complexity.MOST_ALIASES} aliases, {operation.QUERY_SECONDS:g} seconds"
    ),
    "the same field in one place": f"about {isqrt(rules.MOST_COMPARISONS)} times, fragments included",
    "questions about the schema in one operation": (
        f"{root_fields.MOST_INTROSPECTIONS}, and nothing else beside them"
    ),
    "mutation": "as a query, but always carried to its end",
    "page": f"{keyset.LARGEST_PAGE} rows",
    "lists within lists, all together": f"{context.MOST_ROWS:,} rows",
    "drafts of runs whose lines one operation reads": f"{run_lines.MOST_DRAFTS}",
    "one registration or approval": f"{register_students.BATCH:,} students",
    "one report of bank results": f"{record_bank_results.BATCH:,} lines",
    "roster": f"{draft_roster.LARGEST:,} students",
    "name of a student; of a school": (f"{person_name.NAME_LENGTH} characters; {open_school.NAME_LENGTH}"),
    "reason or comment; document number or bank reference": (
        f"{checks.COMMENT:,} characters; {checks.REFERENCE}"
    ),
    "papers of one request": f"{checks.MOST_PAPERS}",
    "idempotency key": f"{perform.KEY_LENGTH} characters",
    "amount": f"{int(checks.LARGEST / 100):,}.00 yuan",
    "days": (
        f"from {checks.EARLIEST}; a change of status or money received at most "
        f"{status_rules.AHEAD.days} days ahead"
    ),
    "subscriptions of one person": f"{subscription.MOST_SUBSCRIPTIONS}",
    "one message of a WebSocket": f"{json_socket.LARGEST_MESSAGE >> 10} KB",
    "token": (
        f"{bearer._LONGEST_TOKEN >> 10} KB, {claims.MOST_SCOPES} scopes; those of `aid-ledger token` are good "
        f"for {tokens.LIFETIME.seconds // 3600} hours"
    ),
}

WAITS = {
    "one SQL statement of a request": (
        f"{Settings.model_fields['statement_timeout_seconds'].default:g} s, and {connections.GRACE:g} s more until"
        " its connection is given up"
    ),
    "making a connection": f"{connections.CONNECT_SECONDS:g} s",
    "a transaction that is idle": f"{_seconds('idle_in_transaction_session_timeout')} s",
    "a lock that somebody else holds": f"{_seconds('lock_timeout')} s",
    "an append that others wait behind": f"{grouping.PATIENCE:g} s, then they go around it",
    "a turn at a contested stream": f"{turns.LONGEST_WAIT:g} s",
    "an append that waits, a projection that folds nothing, before `/readyz` says no": (
        f"{readiness.MOST_DELAY:g} s"
    ),
}

operations_pages = pytest.mark.parametrize(
    "page", [DOCS / "operations.md", DOCS / "zh-CN" / "operations.md"], ids=title
)
auditor_pages = pytest.mark.parametrize(
    "page", [DOCS / "auditor.md", DOCS / "zh-CN" / "auditor.md"], ids=title
)
reliability_pages = pytest.mark.parametrize(
    "page", [DOCS / "reliability.md", DOCS / "zh-CN" / "reliability.md"], ids=title
)
front_end_pages = pytest.mark.parametrize(
    "page", [DOCS / "front-end.md", DOCS / "zh-CN" / "front-end.md"], ids=title
)


@operations_pages
def test_every_setting_is_in_the_table_with_its_default(page: Path) -> None:
    told = {row[0]: row[1] for row in rows(page) if SETTING.search(row[0])}
    assert set(told) == {f"`AID_LEDGER_{name.upper()}`" for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        if name != "secret":
            default = "–" if field.default is None else f"`{_plain(field.default)}`"
            assert told[f"`AID_LEDGER_{name.upper()}`"] == default, name


@pytest.mark.parametrize("page", ENGLISH + CHINESE, ids=title)
def test_no_page_names_a_setting_that_there_is_not(page: Path) -> None:
    known = {f"AID_LEDGER_{name.upper()}" for name in Settings.model_fields} | {VARIABLE}
    assert set(SETTING.findall(page.read_text("utf-8"))) <= known


def test_the_limits_are_those_of_the_code() -> None:
    assert register_students.BATCH == approve_registrations.BATCH  # one row tells of both
    assert status_rules.AHEAD == record_allocation.AHEAD
    table = rows(DOCS / "front-end.md")
    assert dict(table[table.index(["what", "at most"]) + 1 :]) == LIMITS


def test_the_limits_are_the_same_in_chinese() -> None:
    english, chinese = (
        [NUMBER.findall(row[1]) for row in rows(page) if not CODE.search(row[0])]
        for page in (DOCS / "front-end.md", DOCS / "zh-CN" / "front-end.md")
    )
    assert english == chinese


def test_what_is_waited_for_is_bounded_as_the_code_has_it() -> None:
    table = rows(DOCS / "reliability.md")
    assert dict(table[table.index(["limit", "at most"]) + 1 :][: len(WAITS)]) == WAITS


def test_what_is_waited_for_is_the_same_in_chinese() -> None:
    english, chinese = (
        [NUMBER.findall(row[1]) for row in rows(page) if len(row) == 2]
        for page in (DOCS / "reliability.md", DOCS / "zh-CN" / "reliability.md")
    )
    assert english == chinese


@reliability_pages
def test_every_storm_has_figures(page: Path) -> None:
    names = STORMS if page.parent == DOCS else STORMS.values()
    (head,) = [place for place, row in enumerate(rows(page)) if len(row) == len(HEADS["en"])][:1]
    assert {row[0] for row in rows(page)[head + 1 :]} == {"---", *names}


@front_end_pages
def test_every_code_of_a_request_is_told(page: Path) -> None:
    told = [code for row in rows(page) for code in CODE.findall(row[0])]
    assert sorted(told) == sorted(RequestCode)


@operations_pages
def test_every_measure_is_told(page: Path) -> None:
    ours = {_measure(kept) for kept in vars(metrics).values() if isinstance(kept, MetricWrapperBase)}
    assert set(re.findall(r"`(aid_ledger_[a-z_]+(?:\{.*?\})?)`", page.read_text("utf-8"))) == ours


@operations_pages
def test_every_reason_to_cut_a_connection_off_is_told(page: Path) -> None:
    (told,) = [line for line in page.read_text("utf-8").splitlines() if "`crowded_out`" in line]
    assert set(re.findall(r"`([a-z_]+)`", told)) == set(get_args(metrics.CutOff))


@operations_pages
def test_every_refusal_that_names_an_official_in_the_log_is_told(page: Path) -> None:
    (told,) = [row for row in rows(page) if "attempt.refused" in row[1]]
    assert set(CODE.findall(told[1])) == security_log.WATCHED


@auditor_pages
def test_as_of_stands_where_the_page_says(page: Path) -> None:
    told = {name for row in rows(page) for name in re.findall(r"`(\w+\.\w+)`", row[0])}
    assert told == {
        f"{kind.name}.{name}"
        for kind in objects()
        for name, field in kind.fields.items()
        if "asOf" in field.args
    }


@auditor_pages
def test_every_list_without_a_past_is_named(page: Path) -> None:
    (query,) = [kind for kind in objects() if kind.name == "Query"]
    without = {
        name
        for name, field in query.fields.items()
        if "asOf" not in field.args and str(field.type).endswith("Connection!")
    }
    told = page.read_text("utf-8").rpartition("\n\n")[2]
    assert set(re.findall(r"`(\w+)`", told)) == without


def test_the_decisions_are_the_same_in_chinese() -> None:
    english, chinese = (
        [set(CODE.findall(" ".join(row))) for row in rows(page)]
        for page in (DOCS / "decisions.md", DOCS / "zh-CN" / "decisions.md")
    )
    assert english == chinese


def rows(page: Path) -> list[list[str]]:
    """The cells of each row of each table, heads included."""
    lines = [line for line in page.read_text("utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


@cache
def objects() -> list[GraphQLObjectType]:
    schema = build_schema((ROOT / "api" / "schema.graphql").read_text("utf-8"))
    return [kind for kind in schema.type_map.values() if isinstance(kind, GraphQLObjectType)]


def _measure(kept: MetricWrapperBase) -> str:
    """As it is asked for: a counter's name ends as Prometheus demands."""
    labels = ",".join(kept._labelnames)
    name = f"{kept._name}_total" if isinstance(kept, Counter) else kept._name
    return f"{name}{{{labels}}}" if labels else name


def _plain(default: Any) -> str:
    if isinstance(default, float):
        return f"{default:g}"
    return ".data" if isinstance(default, Path) else str(default)
