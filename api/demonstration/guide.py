"""What the demonstration prints when it is ready: who is who, what to ask, what to look for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

from api.auth.tokens import issue_token
from api.demonstration.demonstration import Demonstration
from api.demonstration.operations import Operation
from api.language import say
from api.settings import Settings

TOKENS_LAST = timedelta(days=30)

WHO = "Who is who. Bearer tokens, good for {days} days:"
ASK = "Send these to {address}/graphql with the header Authorization: Bearer <token of the AUDITOR>:"
WRONG = "What is wrong in this ledger, and the operation that shows it:"


def guide(settings: Settings, shown: Demonstration, address: str) -> Iterator[str]:
    """Its lines. Tokens only where the ledger's own secret signs them."""
    if settings.oidc_issuer is None:
        yield from _people(settings, shown)
    yield say(ASK, settings.lang, address=address)
    yield ""
    for operation in shown.operations:
        yield from _operation(settings, operation)
    yield say(WRONG, settings.lang)
    for wrong in shown.planted:
        yield f"  - {say(wrong.what, settings.lang, **wrong.details)}"
        yield f"    {wrong.find.name}.graphql {_variables(wrong.find)}"
    yield ""


def _people(settings: Settings, shown: Demonstration) -> Iterator[str]:
    yield say(WHO, settings.lang, days=TOKENS_LAST.days)
    yield ""
    for person in shown.people:
        yield f"{person.roles[0]} {person.scopes[0]} {person.name}"
        yield issue_token(settings.master_secret, person.name, person.roles, person.scopes, TOKENS_LAST)
        yield ""


def _operation(settings: Settings, operation: Operation) -> Iterator[str]:
    question, _, text = operation.document.partition("\n")
    yield f"# {say(question.removeprefix('# '), settings.lang)}"
    yield text.rstrip()
    yield f"variables: {_variables(operation)}"
    yield ""


def _variables(operation: Operation) -> str:
    return json.dumps(operation.variables, ensure_ascii=False)
