"""Which of GraphQL's two response types a client asked for."""

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
EVENTS = "text/event-stream"


def negotiate(accept: str | None) -> str | None:
    """The response type for an Accept header: GraphQL's own only when named; None when neither is wanted."""
    wanted = dict(map(_weighed, accept.split(","))) if accept and accept.strip() else {"*/*": 1.0}
    anything = max(wanted.get("*/*", 0.0), wanted.get("application/*", 0.0))
    graphql, json = wanted.get(GRAPHQL, 0.0), wanted.get(JSON, anything)
    if graphql > 0 and graphql >= json:
        return GRAPHQL
    return JSON if json > 0 else None


def _weighed(part: str) -> tuple[str, float]:
    name, *parameters = (word.strip().lower() for word in part.split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            return name, _number(parameter[2:])
    return name, 1.0


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
