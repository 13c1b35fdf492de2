"""What a server says to PostgreSQL, as far as a wire can be broken by it: which statement begins to be executed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

START = 0  # the kind that is given here to messages of the beginning, which have none
LENGTH = 4  # bytes of a message's length, which counts them


class Message(NamedTuple):
    """One message of the protocol, without its length."""

    kind: int
    body: bytes


class Spoken:
    """One connection, from its first byte on. Bytes come in pieces of any size."""

    def __init__(self) -> None:
        self._rest = b""
        self._begun = False
        self._statements: dict[bytes, str] = {}

    def statements(self, data: bytes) -> list[str]:
        """The texts of the statements whose execution these bytes complete the order for."""
        self._rest += data
        texts = (self._executed(message) for message in self._messages())
        return [text for text in texts if text is not None]

    def _messages(self) -> Iterator[Message]:
        while (message := self._next()) is not None:
            yield message

    def _next(self) -> Message | None:
        head = 1 if self._begun else 0
        length = int.from_bytes(self._rest[head : head + LENGTH])
        if len(self._rest) < head + LENGTH or len(self._rest) < head + length:
            return None
        kind = self._rest[0] if head else START
        body = self._rest[head + LENGTH : head + length]
        self._rest = self._rest[head + length :]
        if (
            kind == START and length > 2 * LENGTH
        ):  # shorter ones only ask for encryption, which there is none of
            self._begun = True
        return Message(kind, body)

    def _executed(self, message: Message) -> str | None:
        match chr(message.kind):
            case "Q":
                return message.body.rstrip(b"\0").decode()
            case "P":
                name, text, _ = message.body.split(b"\0", 2)
                self._statements[name] = text.decode()
            case "B":
                _, name, _ = message.body.split(b"\0", 2)
                return self._statements.get(name)
        return None
