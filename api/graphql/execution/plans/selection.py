"""What is asked of the objects of one type, and how their answers are made: breadth first, all of a level at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from operator import is_not
from typing import Any

from api.graphql.execution.plans.leaves import Write
from api.graphql.execution.plans.resolving import Arguments, Awaited, Values
from api.graphql.execution.plans.settling import settled
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

    waits: whether any of it has to be waited for. lists: whether there are lists within.
    """

    make: Callable[[Any, Any, Sequence[Arguments]], Answer]
    steps: Sequence[Step]
    waits: bool = field(init=False)
    lists: bool = field(init=False)
    _together: Sequence[Step] = field(init=False)
    _in_turn: Sequence[Step] = field(init=False)

    def __post_init__(self) -> None:
        waiting = [step for step in self.steps if step.waits]
        self.waits = bool(waiting)
        self._together = waiting if len(waiting) > 1 else ()
        self._in_turn = [step for step in self.steps if step not in self._together]
        self.lists = any(step.shape.lists for step in self.steps)

    async def answers_once(self, objects: Sequence[Any], asked: Asked) -> list[Answer]:
        """As ``answers``. One that is shown many times, as the school of fifty payments, is made once; but where there
        are lists within, each time counts, for all that is shown has a limit.
        """
        if not self.lists and len(objects) > 1:
            unique = dict(zip(map(id, objects), objects, strict=True))
            if len(unique) < len(objects):
                made = dict(zip(unique, await self.answers([*unique.values()], asked), strict=True))
                return [made[id(each)] for each in objects]
        return await self.answers(objects, asked)

    async def answers(self, objects: Sequence[Any], asked: Asked) -> list[Answer]:
        """Of each object, in their order. Raises Uncompiled, and whatever a resolver raises."""
        make, info, arguments = self.make, asked.info, asked.arguments
        answers = [make(each, info, arguments) for each in objects]
        if objects:
            await self._fill(objects, answers, asked)
        return answers

    async def _fill(self, objects: Sequence[Any], answers: list[Answer], asked: Asked) -> None:
        for step in self._in_turn:
            await step.fill(objects, answers, asked)
        if self._together:
            # What all of them want to read is read together: they begin in one turn of the loop.
            await settled(step.fill(objects, answers, asked) for step in self._together)


@dataclass(slots=True, eq=False)
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
    """What the values of a field are shown as. waits, lists: as of a selection."""

    waits = False
    lists = False

    async def shown(self, values: Sequence[Any], asked: Asked) -> list[Any]:
        """Each value as the answer has it."""
        raise NotImplementedError


@dataclass(slots=True)
class Written(Shape):
    """Values at the end of an answer."""

    write: Write

    async def shown(self, values: Sequence[Any], asked: Asked) -> list[Any]:
        return [*map(self.write, values)]


class Objects(Shape):
    """Objects, or None. below: by the type of an object; under None of any. shared: whether one may be the value of
    many, as the school of fifty payments.
    """

    def __init__(self, below: Mapping[type | None, Selection], nullable: bool, shared: bool) -> None:
        self.below = below
        self.nullable = nullable
        self.shared = shared
        self.waits = any(selection.waits for selection in below.values())
        self.lists = any(selection.lists for selection in below.values())
        self._of_any = below.get(None)

    async def shown(self, values: Sequence[Any], asked: Asked) -> list[Any]:
        if self._of_any and all(map(is_not, values, repeat(None))):
            return [*await self._answers(self._of_any, values, asked)]
        places: dict[type | None, list[int]] = {}
        for place, value in enumerate(values):
            if value is not None:
                places.setdefault(None if self._of_any else value.__class__, []).append(place)
            elif not self.nullable:
                raise Uncompiled
        answers: list[Any] = [None] * len(values)
        for kind, of_kind in places.items():
            if kind not in self.below:
                raise Uncompiled
            made = await self._answers(self.below[kind], [values[place] for place in of_kind], asked)
            for place, answer in zip(of_kind, made, strict=True):
                answers[place] = answer
        return answers

    async def _answers(self, below: Selection, objects: Sequence[Any], asked: Asked) -> list[Answer]:
        return await (below.answers_once if self.shared else below.answers)(objects, asked)


class Lists(Shape):
    """Lists of objects, or None. All that they hold is shown together."""

    lists = True

    def __init__(self, entries: Objects, nullable: bool) -> None:
        self.entries = entries
        self.nullable = nullable
        self.waits = entries.waits

    async def shown(self, values: Sequence[Any], asked: Asked) -> list[Any]:
        if not self.nullable and any(value is None for value in values):
            raise Uncompiled
        entries = [entry for value in values if value is not None for entry in value]
        shown = iter(await self.entries.shown(entries, asked))
        return [None if value is None else [next(shown) for _ in value] for value in values]
