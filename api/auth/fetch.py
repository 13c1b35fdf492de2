"""Reads a small JSON document over HTTP, off the event loop, with a time-out and a size limit."""

import asyncio
import time
from base64 import b64encode
from collections.abc import Mapping
from http.client import HTTPResponse
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote_plus, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import orjson

TIMEOUT_SECONDS = 5.0
LARGEST_BYTES = 256 * 1024
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


_opener = build_opener(_NoRedirect)


def is_private(url: str) -> bool:
    """Can nobody on the way read or change what is fetched: https, or http on loopback?"""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


async def fetch_json(url: str) -> Any:
    """The document at an https address (http on loopback only). Raises OSError or ValueError."""
    return await _fetched(Request(url, headers={"Accept": "application/json"}))  # noqa: S310


async def post_form(url: str, form: Mapping[str, str], client: str, secret: str) -> Any:
    """What such an address answers to a form that a client of OAuth sends. Raises OSError or ValueError."""
    login = b64encode(f"{quote_plus(client)}:{quote_plus(secret)}".encode()).decode()  # RFC 6749 §2.3.1
    headers = {"Accept": "application/json", "Authorization": f"Basic {login}"}
    return await _fetched(Request(url, urlencode(form).encode(), headers))  # noqa: S310


async def _fetched(request: Request) -> Any:
    if not is_private(request.full_url):
        raise ValueError("an issuer is asked over https only")
    return await asyncio.wait_for(asyncio.to_thread(_read, request), 2 * TIMEOUT_SECONDS)


def _read(request: Request) -> Any:
    try:
        with _opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            return orjson.loads(_body(answer))
    except HTTPError as refusal:
        refusal.close()  # it is an answer too, and holds its connection
        raise


def _body(answer: HTTPResponse) -> bytes:
    """All of it; a server that sends a little at a time is not waited for."""
    body, end = b"", time.monotonic() + TIMEOUT_SECONDS
    while part := answer.read1(LARGEST_BYTES):
        body += part
        if len(body) > LARGEST_BYTES:
            raise ValueError("the document is too large")
        if time.monotonic() > end:
            raise TimeoutError("the document comes too slowly")
    return body
