"""Reads a small JSON document over HTTP, off the event loop, with a time-out and a size limit."""

import asyncio
from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import orjson

TIMEOUT_SECONDS = 5.0
LARGEST_BYTES = 256 * 1024
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


_opener = build_opener(_NoRedirect)


async def fetch_json(url: str) -> Any:
    """The document at an https address (http on loopback only). Raises OSError or ValueError."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise ValueError("keys are read over https only")
    return await asyncio.wait_for(asyncio.to_thread(_read, url), 2 * TIMEOUT_SECONDS)


def _read(url: str) -> Any:
    with _opener.open(url, timeout=TIMEOUT_SECONDS) as answer:
        body = answer.read(LARGEST_BYTES + 1)
    if len(body) > LARGEST_BYTES:
        raise ValueError("the document is too large")
    return orjson.loads(body)
