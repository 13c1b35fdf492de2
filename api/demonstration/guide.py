"""What the demonstration prints when it is ready: who is who, what to ask, what to look for.

Every line that begins with ``ask`` can be pasted as it stands, once the lines above it were.
"""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from api.auth.tokens import issue_token
from api.demonstration.demonstration import Demonstration
from api.demonstration.operations import Operation
from api.demonstration.planted import Planted
from api.language import say
from api.settings import Settings
from domain.mandate import Mandate
from domain.vocabulary import Role

TOKENS_LAST = timedelta(days=30)

WHO = "Who is who. Bearer tokens, good for {days} days:"
PASTE = "Paste this into another terminal; it asks as the AUDITOR:"
ELSEWHERE = "Put a token from {issuer} for the role AUDITOR into TOKEN, and paste this into another terminal:"
ASK = "Then ask:"
WRONG = "What is wrong in this ledger, and the operation that shows it:"

ASKING = """ask() {
  curl -s "$LEDGER/graphql" -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
    -d "{\\"query\\": \\"$(grep -v '^#' "$1" | tr '\\n' ' ')\\", \\"variables\\": $2}" |
    %s -m json.tool --no-ensure-ascii
}"""


def guide(settings: Settings, shown: Demonstration, address: str) -> Iterator[str]:
    """Its lines. Tokens only where the ledger's own secret signs them."""
    if settings.oidc_issuer is None:
        yield from _people(settings, shown)
    yield from _asking(settings, shown, address)
    yield say(ASK, settings.lang)
    yield ""
    for operation in shown.operations:
        yield f"# {say(operation.question, settings.lang)}"
        yield from (_typed(operation), "")
    yield say(WRONG, settings.lang)
    yield ""
    for wrong in shown.planted:
        yield from (*_wrong(settings, wrong), "")


def _people(settings: Settings, shown: Demonstration) -> Iterator[str]:
    yield say(WHO, settings.lang, days=TOKENS_LAST.days)
    yield ""
    for person in shown.people:
        yield f"{person.roles[0]} {person.scopes[0]} {person.name}"
        yield _token(settings, person)
        yield ""


def _asking(settings: Settings, shown: Demonstration, address: str) -> Iterator[str]:
    if settings.oidc_issuer is None:
        auditor = next(person for person in shown.people if person.has_role(Role.AUDITOR))
        yield from (say(PASTE, settings.lang), "", f"TOKEN={_token(settings, auditor)}")
    else:
        yield from (say(ELSEWHERE, settings.lang, issuer=settings.oidc_issuer), "")
    yield f"LEDGER={address}"
    yield ASKING % shlex.quote(sys.executable)
    yield ""


def _token(settings: Settings, person: Mandate) -> str:
    return issue_token(settings.master_secret, person.name, person.roles, person.scopes, TOKENS_LAST)


def _wrong(settings: Settings, wrong: Planted) -> Iterator[str]:
    yield f"# {say(wrong.what, settings.lang, **wrong.details)}"
    if wrong.find:
        yield _typed(wrong.find)


def _typed(operation: Operation) -> str:
    """The command that sends it. Its file is named as it is found from where the reader stands."""
    variables = json.dumps(operation.variables, ensure_ascii=False)
    return f"ask {shlex.quote(_from_here(operation.file))} {shlex.quote(variables)}"


def _from_here(file: Path) -> str:
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)
