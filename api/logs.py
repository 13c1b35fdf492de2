"""One log for the house and its libraries, from which nobody can be recognised."""

import logging
import re
import sys
from collections.abc import Mapping
from typing import Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

MASK = "***"

PERSONAL = frozenset({"name", "id_number", "card", "authorization", "token", "secret"})

# 18 characters of an ID number or 16 to 19 digits of a card, also when grouped as people write them.
NUMBER = re.compile(r"(?<![0-9A-Za-z])\d(?:[ -]?\d){14,17}[ -]?[\dXx](?![0-9A-Za-z])")


def configure(log_format: Literal["console", "json"], stream: TextIO | None = None) -> None:
    """Send structlog's and the standard library's records to ``stream`` (standard error unless given).

    Every line has an ISO time in UTC, the bound context, and no personal data.
    """
    structlog.configure(
        processors=[*_common(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_formatter(log_format, handler.stream))
    _take_over(handler)


def mask(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Hide what is kept under a personal key, and whatever looks like an ID or card number."""
    return {key: _masked(key, value) for key, value in event.items()}


def _masked(key: object, value: object) -> object:
    if isinstance(key, str) and key.lower() in PERSONAL:
        return MASK
    match value:
        case str():
            return NUMBER.sub(MASK, value)
        case Mapping():
            return {_masked("", inner): _masked(inner, held) for inner, held in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_masked("", held) for held in value]
        case int():
            return MASK if NUMBER.fullmatch(str(value)) else value
        case None | float():
            return value
        case _:
            return NUMBER.sub(MASK, str(value))


def _common() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _formatter(log_format: Literal["console", "json"], stream: TextIO) -> logging.Formatter:
    render: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_common(), structlog.stdlib.ExtraAdder()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            mask,
            render,
        ],
    )


def _take_over(handler: logging.Handler) -> None:
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncpg"):
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
