"""Request bodies up to a limit that is checked while they arrive; what lies beyond it is never kept."""

import asyncio

from starlette.requests import ClientDisconnect, Request

from api.metrics import count_gone

LARGEST_BYTES = 2 * 1024 * 1024
SECONDS_TO_ARRIVE = 30.0
WHOLE_BODY = "aid_ledger.whole_body"  # in the scope of a request whose body is there: nothing is waited for

# Read away before refusing, so that an ordinary client gets the answer and not a broken connection.
_READ_AWAY_BYTES = 16 * 1024 * 1024


class TooLarge(Exception):
    """The body is larger than the limit."""


class TooSlow(Exception):
    """The body did not arrive in time."""


class BrokenOff(Exception):
    """The client went away before the body was there."""


async def read_body(request: Request, largest: int = LARGEST_BYTES) -> bytes:
    """The whole body. Raises TooLarge, TooSlow or BrokenOff."""
    try:
        if WHOLE_BODY in request.scope:
            return await _read(request, largest)
        async with asyncio.timeout(SECONDS_TO_ARRIVE):
            return await _read(request, largest)
    except TimeoutError:
        raise TooSlow from None
    except ClientDisconnect:
        count_gone()
        raise BrokenOff from None


async def _read(request: Request, largest: int) -> bytes:
    kept, arrived = bytearray(), 0
    async for chunk in request.stream():
        arrived += len(chunk)
        if arrived <= largest:
            kept += chunk
        else:
            kept.clear()
        if arrived > _READ_AWAY_BYTES:
            break
    if arrived > largest:
        raise TooLarge
    return bytes(kept)
