"""What is asked of the objects of one type, and how their answers are made: breadth first, all of a level at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.graphql.execution.plans.leaves import Write
from api.graphql.execution.plans.resolving import Arguments, Awaited, Values
from api.graphql.execution.plans.uncompiled import Uncompiled

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One run. info: of the operation, for resolvers. arguments: of each field that has a resolver, by its number."""

    info: Any
    arguments: Sequence[Arguments]


@dataclass(slots=True)
class Selection:
    """make: the answer of one object, from what lies in it; (object, info, arguments). steps: what is filled in then.

    waits: whether any of it has to be waited for.
    """

    make: Callable[[Any, Any, Sequence[Arguments]], Answer]
    steps: Sequence[Step]
    waits: bool = field(init=False)

    def __post_init__(self) -> None:
        self.waits = any(step.waits for step in self.steps)

    async def answers(self, objects: Iterable[Any], asked: Asked) -> list[Answer]:
        """Of each object, in their order. Raises Uncompiled, and whatever a resolver raises."""
        objects = [*objects]
        make, info, arguments = self.make, asked.info, asked.arguments
        answers = [make(each, info, arguments) for each in objects]
        if objects:
            await self._fill(objects, answers, asked)
        return answers

    async def _fill(self, objects: list[Any], answers: list[Answer], asked: Asked) -> None:
        waiting = [step for step in self.steps if step.waits]
        for step in self.steps:
            if not step.waits or len(waiting) == 1:
                await step.fill(objects, answers, asked)
        if len(waiting) > 1:
            # What all of them want to read is read together: they begin in one turn of the loop.
            async with asyncio.TaskGroup() as together:
                for step in waiting:
                    together.create_task(step.fill(objects, answers, asked))


@dataclass(slots=True)
class Step:
    """A field with something below it, or one that is not simply written: the same for all objects of its level.

    key: in the answer. number: of the field's arguments. values or awaited: how its values are had. shape: what they
    are shown as.
    """

    key: str
    number: int
    values: Values | None
    awaited: Awaited | None
    shape: Shape
    waits: bool = field(init=False)

    def __post_init__(self) -> None:
        self.waits = self.awaited is not None or self.shape.waits

    async def fill(self, objects: Sequence[Any], answers: Sequence[Answer], asked: Asked) -> None:
        """Puts the field into the answer of each object."""
        arguments = asked.arguments[self.number]
        if self.values:
            values: Sequence[Any] = self.values(objects, asked.info, arguments)
        else:
            assert self.awaited
            values = await self.awaited(objects, asked.info, arguments)
        shown = await self.shape.shown(values, asked)
        key = self.key
        for answer, value in zip(answers, shown, strict=True):
            answer[key] = value


class Shape:
    """What the values of a field are shown as."""

    waits = False

    async def shown(self, values: Sequence[Any], asked: Asked) -> list[Any]:
        """Each value as the answer has it."""
        raise NotImplementedError


@dataclass(slots=True)
class Written(Shape):
    """Values at the end of an answer."""

    write: Write

    async def shown(self, values: Sequence[Any], asked: Asked) -> list[Any]:
        write = self.write
        return [write(value) for value in values]


@dataclass(slots=True)
class Objects(Shape):
    """Objects, each made once however often it is shown: the school of fifty payments.

    below: by the type of an object; under None of any. nullable: whether the field may be null; entry_nullable: an
    entry of a list.
    """

    below: Mapping[type | None, Selection]
    nullable: bool
    listed: bool = False
    entry_nullable: bool = False
    waits: bool = field(init=False)

    def __post_init__(self) -> None:
        self.waits = any(selection.waits for selection in self.below.values())

    async def shown(self, values: Sequence[Any], asked: Asked) -> list[Any]:
        if not self.nullable and None in map(_nothing, values):
            raise Uncompiled
        if not self.listed:
            made = await self._made(values, asked)
            return [made[id(value)] for value in values]
        entries = [entry for value in values if value is not None for entry in value]
        if not self.entry_nullable and None in map(_nothing, entries):
            raise Uncompiled
        made = await self._made(entries, asked)
        return [None if value is None else [made[id(entry)] for entry in value] for value in values]

    async def _made(self, objects: Iterable[Any], asked: Asked) -> dict[int, Answer | None]:
        """The answer of each object, by its identity."""
        of_type: dict[type, dict[int, Any]] = {}
        for each in objects:
            of_type.setdefault(each.__class__, {})[id(each)] = each
        made: dict[int, Answer | None] = {id(None): None}
        of_type.pop(type(None), None)
        for kind, unique in of_type.items():
            selection = self.below.get(None) or self.below.get(kind)
            if selection is None:
                raise Uncompiled
            made.update(zip(unique, await selection.answers(unique.values(), asked), strict=True))
        return made


def _nothing(value: Any) -> Any:
    return value if value is None else True
