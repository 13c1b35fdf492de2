"""What Prometheus reads at /metrics. Labels come from the schema and the projections, never from callers."""

from typing import Literal

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from starlette.requests import Request
from starlette.responses import Response

CutOff = Literal[
    "head_too_large",
    "head_too_slow",
    "unreadable",
    "nothing_asked",
    "body_unwanted",
    "answer_not_taken",
    "crowded_out",
    "full",
]

_latency = Histogram("aid_ledger_operation_seconds", "Time to answer a GraphQL operation.", ["type", "field"])
_appends = Counter("aid_ledger_appends", "Events appended to the ledger.")
_conflicts = Counter("aid_ledger_conflicts", "Decisions that others overtook and that had to be made again.")
_refused = Counter(
    "aid_ledger_refused_attempts", "Attempts refused for want of a right or a valid token.", ["code"]
)
_append_waiting = Gauge(
    "aid_ledger_append_waiting_seconds",
    "How long the append that waits longest has been waiting for the database.",
)
_clock = Gauge(
    "aid_ledger_clock_ahead_seconds",
    "How far the database's clock is ahead of where time should have brought it.",
)
_stalled = Gauge(
    "aid_ledger_projection_stalled_seconds",
    "How long a projection has had events to fold and folded none.",
    ["projection"],
)
_cut_off = Counter(
    "aid_ledger_connections_cut_off",
    "Connections ended because a client sent or took too much, too slowly or nothing, or for want of room.",
    ["why"],
)
_gone = Counter("aid_ledger_clients_gone", "Requests whose client went away before their body was there.")
_mistaken = Counter("aid_ledger_refused_requests", "Requests refused as they were asked, by code.", ["code"])
_lag = Gauge("aid_ledger_projection_lag", "Events that a projection has yet to fold.", ["projection"])


def count_appends(events: int) -> None:
    """Counts events that were appended."""
    _appends.inc(events)


def count_conflict(times: int) -> None:
    """Counts decisions that lost a race and had to be made again."""
    _conflicts.inc(times)


def set_append_waiting(seconds: float) -> None:
    """States how long the longest waiting append has waited."""
    _append_waiting.set(seconds)


def set_clock_ahead(seconds: float) -> None:
    """States how far the database's clock has jumped: negative when it went back."""
    _clock.set(seconds)


def set_projection_stalled(projection: str, seconds: float) -> None:
    """States for how long a projection has not got on."""
    _stalled.labels(projection).set(seconds)


def count_refused_attempt(code: str) -> None:
    """Counts one attempt that was refused for want of a right."""
    _refused.labels(code).inc()


def count_cut_off(why: CutOff) -> None:
    """Counts one connection that was ended before its client ended it."""
    _cut_off.labels(why).inc()


def count_gone() -> None:
    """Counts one request whose client did not wait to send it whole."""
    _gone.inc()


def count_refused_request(code: str) -> None:
    """Counts one request that its caller must ask otherwise, or again."""
    _mistaken.labels(code).inc()


def set_projection_lag(projection: str, events: int) -> None:
    """States how many events a projection is behind the ledger's head."""
    _lag.labels(projection).set(events)


def observe_operation(kind: str, field: str, seconds: float) -> None:
    """Records how long an operation took: ``kind`` is query or mutation, ``field`` its first root field."""
    _latency.labels(kind, field).observe(seconds)


async def metrics(_request: Request) -> Response:
    """GET /metrics."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
