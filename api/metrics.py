"""What Prometheus reads at /metrics. Labels come from the schema and the projections, never from callers."""

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from starlette.requests import Request
from starlette.responses import Response

_latency = Histogram("aid_ledger_operation_seconds", "Time to answer a GraphQL operation.", ["type", "field"])
_appends = Counter("aid_ledger_appends", "Events appended to the ledger.")
_conflicts = Counter("aid_ledger_conflicts", "Appends refused by a version conflict or changed evidence.")
_refused = Counter(
    "aid_ledger_refused_attempts", "Attempts refused for want of a right or a valid token.", ["code"]
)
_lag = Gauge("aid_ledger_projection_lag", "Events that a projection has yet to fold.", ["projection"])


def count_appends(events: int) -> None:
    """Counts events that were appended."""
    _appends.inc(events)


def count_conflict() -> None:
    """Counts one append that lost a race."""
    _conflicts.inc()


def count_refused_attempt(code: str) -> None:
    """Counts one attempt that was refused for want of a right."""
    _refused.labels(code).inc()


def set_projection_lag(projection: str, events: int) -> None:
    """States how many events a projection is behind the ledger's head."""
    _lag.labels(projection).set(events)


def observe_operation(kind: str, field: str, seconds: float) -> None:
    """Records how long an operation took: ``kind`` is query or mutation, ``field`` its first root field."""
    _latency.labels(kind, field).observe(seconds)


async def metrics(_request: Request) -> Response:
    """GET /metrics."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
