"""How commands speak: in the person's language, results on standard output, everything else beside it."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn, TypeVar

import typer
import uvloop
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.cli import wrong_settings
from api.cli.speech import complain
from api.kept_secret import SecretUnusable
from api.language import Message, say
from api.logs import configure
from api.postgres.programs import NotInstalled
from api.settings import Settings
from api.startup import NoLedger, WrongSecret
from api.stopping import Stopped, until_stopped
from domain.ledger.hindrance import Hindered
from domain.ledger.log import LedgerUnavailable
from domain.ledger.postgres.migrate import MadeByNewerVersion
from domain.ledger.postgres.outage import DRIVER_ERRORS
from domain.ledger.postgres.recorder import LogReplaced
from domain.refusal import Refusal

REFUSED, USAGE, SIGNAL = 1, 2, 128  # a signal's own number is added: 130 for Ctrl-C

STOPPED = "Stopped; what was recorded until then stays. Run the same command again."
SERVED = "Stopped; everything that was recorded is kept."
OTHERS = (
    "This ledger was written under another AID_LEDGER_SECRET. Set that one, or restore the file secret of its"
    " folder."
)
NO_LEDGER = (
    "There is no ledger of province {province} in {place}. Name the folder of one with --data or AID_LEDGER_DATA, or"
    " begin one: aid-ledger serve"
)

NO_DATABASE = (
    "There is no database: set AID_LEDGER_DATABASE_URL to a PostgreSQL server, "
    "or install aid-ledger[embedded], which brings one."
)

NO_WAY_IN = "{path}: {reason}. With --data or AID_LEDGER_DATA, name a folder that this account can write to."

T = TypeVar("T")


class Failed(Exception):
    """A command could not do what was asked. template: English with named places, as in the catalogue."""

    def __init__(self, template: str, **details: Any) -> None:
        super().__init__(template.format_map(details))
        self.template = template
        self.details = details


def settings_with(**options: Any) -> Settings:
    """The settings of the environment, with the options that were given in their place."""
    given = {name: value for name, value in options.items() if value is not None}
    wrong = list(wrong_settings.unknown(os.environ))
    try:
        chosen = Settings(**given)
    except ValidationError as refused:
        wrong += wrong_settings.wrong(refused, given)
    if wrong:
        for message in wrong:
            complain(message.template, **message.params)
        raise typer.Exit(USAGE)
    configure(chosen.log_format)
    return chosen


def tell(settings: Settings, template: str, **details: Any) -> None:
    """A line beside the results."""
    typer.echo(say(template, settings.lang, **details), err=True)


def run(
    settings: Settings,
    work: Coroutine[Any, Any, T],
    *,
    stopped: Callable[[], Message] = lambda: Message(STOPPED),
    lasting: bool = False,
) -> T:
    """The result of a command's work. What is known to go wrong ends it with one line and exit code 1.

    stopped: what to say when a signal ends it. lasting: it has no other end, so that is none to complain of.
    """
    try:
        return uvloop.run(until_stopped(work))
    except Stopped as told:
        _stopped(settings, told, None if lasting or told.served else stopped())
    except (Failed, Hindered, Refusal, SecretUnusable) as refused:
        _end(say(refused.template, settings.lang, **refused.details))
    except NoLedger:
        place = Message("the database") if settings.database_url else settings.data
        _end(say(NO_LEDGER, settings.lang, province=settings.code, place=place))
    except WrongSecret:
        _end(say(OTHERS, settings.lang))
    except NotInstalled:
        _end(say(NO_DATABASE, settings.lang))
    except MadeByNewerVersion as newer:
        _end(
            say("A newer version made this database ({names}); update this one.", settings.lang, names=newer)
        )
    except LogReplaced:
        _end(say("The ledger was restored while this command had it open; run it again.", settings.lang))
    except (LedgerUnavailable, ConnectionError, socket.gaierror) as error:
        cause = error.__cause__ or error
        reason = str(cause) or type(cause).__name__
        _end(say("The database cannot be reached: {reason}.", settings.lang, reason=reason))
    except (*DRIVER_ERRORS, ValueError, RuntimeError) as error:
        if isinstance(error, OSError) and error.filename:
            _end(say(NO_WAY_IN, settings.lang, path=error.filename, reason=error.strerror))
        _end(f"{type(error).__name__}: {error}")


def progress_bar() -> Progress:
    """Progress of events, beside the results."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True))


def _stopped(settings: Settings, told: Stopped, unfinished: Message | None) -> NoReturn:
    """A log for machines stays one: of a server's end only the person at the keyboard is told."""
    if unfinished:
        _end(say(unfinished.template, settings.lang, **unfinished.params), SIGNAL + told.number)
    if told.number == signal.SIGINT:
        tell(settings, SERVED)
    raise typer.Exit(0)


def _end(message: str, code: int = REFUSED) -> NoReturn:
    typer.echo(f"aid-ledger: {message}", err=True)
    raise typer.Exit(code)
