"""aid-ledger token"""

from __future__ import annotations

from typing import Annotated

import typer

from api.auth.tokens import issue_token
from api.cli.options import Data
from api.cli.scopes import check_scopes, held_elsewhere
from api.cli.terminal import Failed, run, settings_with, tell
from api.settings import SHORT, SHORTEST, Settings
from domain.vocabulary import Role

NO_LEDGER = (
    "No token: there is no ledger in {folder}. Name the folder of one with --data or AID_LEDGER_DATA, or set"
    " AID_LEDGER_SECRET as its server has it."
)


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
    typer.echo(run(settings, _token(settings, name, role, scope)))


async def _token(settings: Settings, name: str, roles: list[Role], scopes: list[str]) -> str:
    if settings.oidc_issuer:
        raise Failed("Tokens come from {issuer}; this server accepts no others.", issuer=settings.oidc_issuer)
    check_scopes(scopes, settings.code)
    if not settings.has_secret:
        raise Failed(NO_LEDGER, folder=settings.data)
    try:
        issued = issue_token(settings.master_secret, name, map(str, roles), scopes)
    except ValueError as error:
        raise Failed("No token: {why}.", why=str(error)) from None
    for role, why in held_elsewhere(roles, scopes).items():
        tell(settings, why, role=role)
    if settings.has_short_secret:  # whoever gets hold of a token could find it out by trying
        tell(settings, SHORT, shortest=SHORTEST)
    return issued
