"""How commands speak: in the person's language, results on standard output, everything else beside it."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Awaitable, Coroutine
from typing import Any, NoReturn, TypeVar

import asyncpg
import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.language import say
from api.logs import configure
from api.postgres.programs import NotInstalled
from api.settings import Settings
from api.startup import WrongSecret
from domain.ledger.log import LedgerUnavailable
from domain.ledger.postgres.migrate import MadeByNewerVersion
from domain.refusal import Refusal

REFUSED, USAGE = 1, 2

NO_DATABASE = (
    "There is no database: set AID_LEDGER_DATABASE_URL to a PostgreSQL server, "
    "or install aid-ledger[embedded], which brings one."
)

T = TypeVar("T")


class Failed(Exception):
    """A command could not do what was asked. template: English with named places, as in the catalogue."""

    def __init__(self, template: str, **details: Any) -> None:
        super().__init__(template.format_map(details))
        self.template = template
        self.details = details


def settings_with(**options: Any) -> Settings:
    """The settings of the environment, with the options that were given in their place."""
    try:
        chosen = Settings(**{name: value for name, value in options.items() if value is not None})
    except ValidationError as wrong:
        for error in wrong.errors(include_url=False, include_input=False):
            typer.echo(f"aid-ledger: {_in_words(error)}", err=True)
        raise typer.Exit(USAGE) from None
    configure(chosen.log_format)
    return chosen


def _in_words(error: ErrorDetails) -> str:
    """A wrong setting under the name by which it can be set right."""
    if "error" in error.get("ctx", {}):
        return str(error["ctx"]["error"])  # raised by the settings themselves, and names them
    return f"AID_LEDGER_{'.'.join(map(str, error['loc'])).upper()}: {error['msg']}"


def tell(settings: Settings, template: str, **details: Any) -> None:
    """A line beside the results."""
    typer.echo(say(template, settings.lang, **details), err=True)


def run(settings: Settings, work: Coroutine[Any, Any, T]) -> T:
    """The result of a command's work. What is known to go wrong ends it with one line and exit code 1."""
    try:
        return asyncio.run(_until_stopped(work))
    except Failed as failed:
        _end(say(failed.template, settings.lang, **failed.details))
    except Refusal as refusal:
        _end(say(refusal.template, settings.lang, **refusal.details))
    except WrongSecret:
        _end(say("This ledger was written under another AID_LEDGER_SECRET.", settings.lang))
    except NotInstalled:
        _end(say(NO_DATABASE, settings.lang))
    except MadeByNewerVersion as newer:
        _end(
            say("A newer version made this database ({names}); update this one.", settings.lang, names=newer)
        )
    except asyncio.CancelledError:
        raise typer.Exit(0) from None
    except (LedgerUnavailable, ConnectionError, socket.gaierror) as error:
        cause = error.__cause__ or error
        reason = str(cause) or type(cause).__name__
        _end(say("The database cannot be reached: {reason}.", settings.lang, reason=reason))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError, RuntimeError) as error:
        _end(f"{type(error).__name__}: {error}")


def progress_bar() -> Progress:
    """Progress of events, beside the results."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True))


async def _until_stopped(work: Awaitable[T]) -> T:
    """SIGTERM and Ctrl-C cancel the work, so that everything that it opened is closed."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    return await task


def _end(message: str) -> NoReturn:
    typer.echo(f"aid-ledger: {message}", err=True)
    raise typer.Exit(REFUSED)
