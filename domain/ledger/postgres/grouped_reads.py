"""Grouped reads: commands that ask at the same moment share one statement, as their appends share one transaction."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from domain.ledger.postgres.outage import is_outage

GROUP = 256  # questions
LANES = 2  # statements under way at once
PATIENCE = 0.25  # seconds after which others go around a statement that hears nothing from the database

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class _Waiting(NamedTuple, Generic[Question, Answer]):
    question: Question
    answer: asyncio.Future[Answer]


class GroupedReads(Generic[Question, Answer]):
    """One queue for each kind of question. While statements are under way, the next one fills.

    read: the answers to some questions, in their order. It begins after each of them was asked: no answer is older than
    its question.
    """

    def __init__(self, read: Callable[[Sequence[Question]], Awaitable[Sequence[Answer]]]) -> None:
        self._read = read
        self._waiting: deque[_Waiting[Question, Answer]] = deque()
        self._statements: set[asyncio.Task[None]] = set()
        self._ahead: set[asyncio.Task[None]] = set()  # for which the next ones wait

    async def ask(self, question: Question) -> Answer:
        """Raises what the database says. Who gives up takes the answer from nobody."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append(_Waiting(question, answer))
        if len(self._waiting) == 1 and len(self._ahead) < LANES:
            loop.call_soon(self._go_on)  # whoever asks in this same moment comes along
        return await answer

    def _go_on(self) -> None:
        """Sends the next statements, as far as it is their turn."""
        while len(self._ahead) < LANES and (group := self._next_group()):
            statement = asyncio.create_task(self._answer(group))
            self._statements.add(statement)
            self._ahead.add(statement)
            late = asyncio.get_running_loop().call_later(PATIENCE, self._pass_by, statement)
            statement.add_done_callback(lambda _, late=late: late.cancel())  # type: ignore[misc]
            statement.add_done_callback(self._end)

    def _end(self, statement: asyncio.Task[None]) -> None:
        self._statements.discard(statement)
        self._pass_by(statement)

    def _pass_by(self, statement: asyncio.Task[None]) -> None:
        self._ahead.discard(statement)
        self._go_on()

    def _next_group(self) -> list[_Waiting[Question, Answer]]:
        """The longest waiting, without who has given up."""
        group: list[_Waiting[Question, Answer]] = []
        while self._waiting and len(group) < GROUP:
            if not (entry := self._waiting.popleft()).answer.done():
                group.append(entry)
        return group

    async def _answer(self, group: Sequence[_Waiting[Question, Answer]]) -> None:
        try:
            answers = await self._read([entry.question for entry in group])
            answered = [*zip(group, answers, strict=True)]
        except Exception as failure:  # noqa: BLE001 - whatever it was, nobody may wait for ever
            await self._fail(group, failure)
            return
        for entry, answer in answered:
            if not entry.answer.done():
                entry.answer.set_result(answer)

    async def _fail(self, group: Sequence[_Waiting[Question, Answer]], failure: Exception) -> None:
        """What is refused as a whole is asked one by one, so that a bad question sinks no other."""
        if len(group) > 1 and not is_outage(failure):
            for entry in group:
                await self._answer([entry])
            return
        for entry in group:
            if not entry.answer.done():
                entry.answer.set_exception(failure)
