"""Being told to stop: the first signal ends the work in order, the second one the process at once."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable
from typing import TypeVar

SIGNALS = (signal.SIGINT, signal.SIGTERM)

T = TypeVar("T")


class Stopped(Exception):
    """A signal ended the work. served: it was a server's, which ends in no other way."""

    def __init__(self, number: int, served: bool = False) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number
        self.served = served


async def until_stopped(work: Awaitable[T]) -> T:
    """The result of the work. A signal cancels it, so that everything that it opened is closed; then raises Stopped."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in SIGNALS}
    told: list[int] = []

    def stop(number: int) -> None:
        told.append(number)
        task.cancel()
        end_at_once(loop)

    for number in SIGNALS:
        loop.add_signal_handler(number, stop, number)
    try:
        return await task
    except (Exception, asyncio.CancelledError):
        # A terminal's Ctrl-C reaches the database too, so what breaks then is no news.
        if told:
            raise Stopped(told[0]) from None
        raise
    finally:
        for number in () if told else SIGNALS:
            loop.remove_signal_handler(number)
            signal.signal(number, before[number])


def end_at_once(loop: asyncio.AbstractEventLoop) -> None:
    """From now on a signal ends the process where it stands. An embedded database that it leaves behind is taken
    over by whoever opens the folder next.
    """
    for number in SIGNALS:
        loop.remove_signal_handler(number)
        signal.signal(number, signal.SIG_DFL)
