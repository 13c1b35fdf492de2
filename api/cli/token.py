"""aid-ledger token"""

from __future__ import annotations

from typing import Annotated

import typer

from api.auth.tokens import issue_token
from api.cli.options import Data
from api.cli.terminal import Failed, run, settings_with
from api.settings import Settings
from domain.vocabulary import Role


def token(
    role: Annotated[list[Role], typer.Option(help="A role; may be given several times.")],
    scope: Annotated[
        list[str], typer.Option(help="A division code prefix or a school code; may be given several times.")
    ],
    name: Annotated[str, typer.Option(help="The person: the token's subject.")],
    data: Data = None,
) -> None:
    """Print a bearer token for one person, and nothing else."""
    settings = settings_with(data=data)
    typer.echo(run(settings, _token(settings, name, [str(one) for one in role], scope)))


async def _token(settings: Settings, name: str, roles: list[str], scopes: list[str]) -> str:
    if settings.oidc_issuer:
        raise Failed("Tokens come from {issuer}; this server accepts no others.", issuer=settings.oidc_issuer)
    try:
        return issue_token(settings.master_secret, name, roles, scopes)
    except ValueError as error:
        raise Failed("No token: {why}.", why=error) from None
