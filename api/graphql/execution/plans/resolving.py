"""How the values of a field are had: from attributes, from its resolver, or for all objects of a level at once."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

from api.graphql.execution.plans.settling import settled
from api.graphql.execution.plans.uncompiled import Uncompiled

# In the metadata of a field:
OF_ALL = "of_all"  # its resolver of many objects, (objects, info, **arguments)
AT_HAND = "at_hand"  # whether that one has not to be waited for
LOOKS_BELOW = "looks_below"  # whether its resolver asks what is selected below it, which no plan knows

Arguments = Mapping[str, Any]
Resolve = Callable[..., Any]
# (objects, info, arguments): the value of each object, in their order.
Values = Callable[[Sequence[Any], Any, Arguments], list[Any]]
Awaited = Callable[[Sequence[Any], Any, Arguments], Awaitable[Sequence[Any]]]


def is_attribute(field: StrawberryField) -> bool:
    """Whether its value lies in the object, under the field's own name. Raises Uncompiled for what is not ours."""
    if field.extensions or field.permission_classes or field.metadata.get(LOOKS_BELOW):
        raise Uncompiled
    return field.base_resolver is None


def is_awaited(field: StrawberryField) -> bool:
    """Whether its values have to be waited for."""
    if is_of_all(field):
        return not field.metadata.get(AT_HAND)
    resolver = field.base_resolver
    return resolver is not None and inspect.iscoroutinefunction(resolver.wrapped_func)


def is_of_all(field: StrawberryField) -> bool:
    """Whether its values are had for all objects of a level at once."""
    return OF_ALL in field.metadata


def called(resolver: StrawberryResolver[Any], function: str, arguments: str) -> str:
    """The call of a resolver as an expression: ``o`` the object, ``info`` the operation."""
    parts = ["o"] if resolver.self_parameter else []
    parts += [f"{holder}=o" for holder in _holders(resolver)]
    parts += [f"{resolver.info_parameter.name}=info"] if resolver.info_parameter else []
    return f"{function}({', '.join([*parts, arguments])})"


def values_of(field: StrawberryField) -> Values:
    """Of a field that is not awaited."""
    if together := field.metadata.get(OF_ALL):
        return lambda objects, info, arguments: together(objects, info, **arguments)
    if field.base_resolver is None:
        attribute = attrgetter(field.python_name)
        return lambda objects, _info, _arguments: [*map(attribute, objects)]
    call = _call(field.base_resolver)
    return lambda objects, info, arguments: [call(each, info, arguments) for each in objects]


def awaited(field: StrawberryField) -> Awaited:
    """Of a field that is."""
    if together := field.metadata.get(OF_ALL):
        return lambda objects, info, arguments: together(objects, info, **arguments)
    assert field.base_resolver is not None
    call = _call(field.base_resolver)

    async def each_alone(objects: Sequence[Any], info: Any, arguments: Arguments) -> Sequence[Any]:
        if len(objects) == 1:
            return [await call(objects[0], info, arguments)]
        return await settled(call(each, info, arguments) for each in objects)

    return each_alone


def _call(resolver: StrawberryResolver[Any]) -> Resolve:
    space: dict[str, Any] = {"resolve": resolver.wrapped_func}
    text = f"def call(o, info, given): return {called(resolver, 'resolve', '**given')}"
    exec(text, space)  # noqa: S102 - names of parameters
    call: Resolve = space["call"]
    return call


def _holders(resolver: StrawberryResolver[Any]) -> list[str]:
    parameters = (resolver.root_parameter, resolver.parent_parameter)
    return [parameter.name for parameter in parameters if parameter]
