"""``aid-ledger serve``, and other servers, in a process of their own."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psutil

from api.auth.tokens import issue_token
from domain.mandate import Mandate
from tests.benchmarks.place import SECRET, Place
from tests.support import command


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers. process: its own alone, without PostgreSQL."""

    address: str
    process: psutil.Process


@asynccontextmanager
async def serve(place: Place) -> AsyncIterator[Running]:
    """The product over the place's ledger, as ``aid-ledger serve`` starts it."""
    environment = {"SECRET": SECRET, "PORT": "0", "DATA": str(place.settings.data)}
    if place.settings.database_url:
        environment["DATABASE_URL"] = place.settings.database_url
    quiet = asyncio.subprocess.DEVNULL
    async with _until_done(await command.begin(("serve",), environment, quiet)) as running:
        yield running


@asynccontextmanager
async def serve_module(module: str, *arguments: str) -> AsyncIterator[Running]:
    """``python -m MODULE``, which prints its address once it listens."""
    async with serve_program(sys.executable, "-m", module, *arguments) as running:
        yield running


@asynccontextmanager
async def serve_program(*words: str, **environment: str) -> AsyncIterator[Running]:
    """Any program that prints its address once it listens."""
    process = await asyncio.create_subprocess_exec(
        *words, env={**os.environ, **environment}, stdout=asyncio.subprocess.PIPE
    )
    async with _until_done(process) as running:
        yield running


@asynccontextmanager
async def _until_done(process: asyncio.subprocess.Process) -> AsyncIterator[Running]:
    try:
        yield Running(await command.address_of(process), psutil.Process(process.pid))
    finally:
        process.terminate()
        await process.wait()


def token_of(by: Mandate) -> str:
    return issue_token(SECRET, by.name, by.roles, by.scopes)
