"""The whole application over one ledger: its schema, its people, its health."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from functools import partial

import structlog
from starlette.applications import Starlette

from api.auth.bearer import Verifier
from api.auth.introspection import Introspection
from api.auth.issued_claims import ClaimNames
from api.auth.oidc import OidcVerifier
from api.auth.tokens import SecretVerifier
from api.graphql.ledger_schema import ledger_schema
from api.http.application import routes
from api.http.operation import finish_mutations
from api.http.request_context import RequestContexts
from api.language import Language
from api.observation import Observation
from api.readiness import Readiness, warnings
from api.settings import SHORTEST, Settings
from projections.engine.projection import Projection
from projections.engine.reading import Reader

log = structlog.get_logger()


def build_app(
    reader: Reader, verifier: Verifier, projections: Iterable[Projection], language: Language = "en"
) -> Starlette:
    """An application whose ledger and projections somebody else opens, follows and closes."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        watch = asyncio.create_task(observation.run())
        try:
            yield
        finally:
            await finish_mutations()
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch

    contexts = RequestContexts(reader, language)
    observation = Observation(reader.ledger)
    ready = Readiness(reader.ledger, projections, observation.stalled)
    soon = partial(warnings, reader.ledger)
    return Starlette(
        routes=routes(ledger_schema(), verifier, contexts, ready, soon, language=language),
        lifespan=lifespan,
    )


def verifier_of(settings: Settings) -> Verifier:
    """Tokens of the OIDC issuer if one is set, else of the ledger's own secret. Raises ValueError."""
    if settings.oidc_issuer is None:
        if settings.has_short_secret:
            log.warning("secret_is_short", advice=f"give AID_LEDGER_SECRET {SHORTEST} characters or more")
        return SecretVerifier(settings.master_secret)
    if settings.oidc_audience is None:
        log.warning(
            "oidc_audience_not_set",
            advice="set AID_LEDGER_OIDC_AUDIENCE: whatever the issuer gave to any application is let in",
        )
    names = ClaimNames(settings.oidc_name_claim, settings.oidc_roles_claim, settings.oidc_scopes_claim)
    return OidcVerifier(settings.oidc_issuer, settings.oidc_audience, names, _introspection(settings))


def _introspection(settings: Settings) -> Introspection | None:
    issuer, client, secret = settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret
    if issuer is None or client is None or secret is None:
        return None
    return Introspection(issuer, settings.oidc_audience, client, secret)
