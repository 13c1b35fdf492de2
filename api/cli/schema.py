"""aid-ledger schema"""

from __future__ import annotations

import typer

from api.graphql.ledger_schema import ledger_schema


def schema() -> None:
    """Print the GraphQL schema (SDL), and nothing else."""
    typer.echo(ledger_schema().as_str())
