"""Where the command begins: so light that Ctrl-C is answered from its first moment on."""

from __future__ import annotations

import signal
import sys
from importlib import import_module
from types import FrameType
from typing import NoReturn


class Interrupted(SystemExit):
    """Ctrl-C outside a command's work. No KeyboardInterrupt, which libraries take for their own to answer."""


def main() -> None:
    """Runs the command that the arguments name. Exit code 130 on Ctrl-C, also while the program still loads."""
    signal.signal(signal.SIGINT, _interrupt)
    try:
        import_module("api.command_line").main()
    except Interrupted:
        speech = import_module("api.cli.speech")
        speech.without_language(sys.argv[1:])
        speech.complain("Stopped. Run the same command again.")
        raise


def _interrupt(number: int, _frame: FrameType | None) -> NoReturn:
    signal.signal(number, signal.SIG_DFL)  # whoever presses it twice waits for nothing
    raise Interrupted(128 + number)
