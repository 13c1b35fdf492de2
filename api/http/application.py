"""The HTTP application: which path is answered by what."""

from typing import Any

from starlette.routing import BaseRoute, Route, WebSocketRoute

from api.auth.bearer import Verifier
from api.graphql.execution.schema import Schema
from api.http.connection import Connection
from api.http.event_stream import EventStreamEndpoint
from api.http.graphql_endpoint import ContextFactory, GraphQLEndpoint
from api.http.health import ReadinessCheck, Warnings, healthz, readyz
from api.http.json_socket import LARGEST_MESSAGE
from api.http.operation import QUERY_SECONDS
from api.http.socket import SocketEndpoint
from api.http.socket_connection import SocketConnection
from api.http.subscription import SEND_SECONDS, Subscriptions
from api.language import Language
from api.metrics import metrics

# What uvicorn must be told for the limits to hold before a message reaches the application.
SERVER_SETTINGS: dict[str, Any] = {
    "http": Connection,
    "ws": SocketConnection,
    "log_level": "error",  # strangers who speak no HTTP are counted; a line for each could fill the log
    "proxy_headers": False,  # the address of who calls counts for nothing here, so nobody need believe one
    "ws_max_size": LARGEST_MESSAGE,
    "ws_ping_interval": 20.0,
    "ws_ping_timeout": 20.0,
}

_ANY = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def routes(
    schema: Schema,
    verifier: Verifier,
    context_factory: ContextFactory,
    ready: ReadinessCheck,
    warnings: Warnings,
    query_seconds: float = QUERY_SECONDS,
    send_seconds: float = SEND_SECONDS,
    language: Language = "en",
) -> list[BaseRoute]:
    """The routes of a server: GraphQL over its three transports, health and metrics.

    language: of callers whose requests name none.
    """
    subscriptions = Subscriptions(schema, context_factory, language)
    over_http = GraphQLEndpoint(schema, verifier, context_factory, query_seconds, language)
    as_events = EventStreamEndpoint(subscriptions, verifier, send_seconds)
    return [
        Route("/graphql", over_http.answer, methods=_ANY),
        WebSocketRoute("/graphql", SocketEndpoint(subscriptions, verifier, send_seconds).serve),
        Route("/graphql/stream", as_events.answer, methods=_ANY),
        Route("/healthz", healthz),
        Route("/readyz", readyz(ready, warnings)),
        Route("/metrics", metrics),
    ]
