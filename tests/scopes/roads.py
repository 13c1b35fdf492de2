"""Every road through the schema, as queries: learnt by introspection, so that a new field is walked without a word."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, NamedTuple

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from tests.scopes.selection import KNOWN, Selection, merged, packed, text, within
from tests.scopes.values import Values

LEVELS = 11  # of selections, of the twelve that a query may have
OTHERWISE = "otherwise"  # a field with an argument that may be left out
NAMED = 2  # hops from what is asked for by name: lists lead to all of it too
ASIDE = 25  # fields under aliases in one query, of the thirty that it may have
PAGING = {"first", "after"}

Arguments = Mapping[str, str]
Way = list[str]
LISTED = ["edges", "node"]


@dataclass(frozen=True)
class Question:
    """at: the position that its root fields read at, None for now."""

    text: str
    at: int | None = None


class Step(NamedTuple):
    """From a field to what it gives."""

    way: Way
    kind: GraphQLObjectType


class Roads:
    """The questions of one schema. hops: objects on a way from a root field to the last thing that is read."""

    def __init__(self, schema: GraphQLSchema, values: Values, hops: int) -> None:
        assert schema.query_type is not None
        self.schema = schema
        self.values = values
        self.hops = hops
        self.roots = schema.query_type.fields

    def questions(self) -> Iterator[Question]:
        """Every path from every root field, every argument of a root field, and those of the fields below."""
        for name, field in self.roots.items():
            for arguments, hops in self._root_calls(name, field):
                call, at = _whole(name, field, arguments), self._moment(arguments)
                for way, kind in self._kinds(field):
                    paths = ({call: below} for below in self._paths(way, kind, hops, LEVELS))
                    yield from (Question(f"{{ {text(each)} }}", at) for each in packed(paths))
            given = [*self._required("Query", name, field), *self._optional("Query", name, field)]
            yield from self._side_by_side(name, field, given)
        yield from self._arguments_below()

    def below(self, field: GraphQLField) -> Selection:
        """What a field gives, and what hangs on that."""
        paths = [each for way, kind in self._kinds(field) for each in self._paths(way, kind, NAMED, LEVELS)]
        return reduce(merged, paths)

    def _root_calls(self, name: str, field: GraphQLField) -> Iterator[tuple[Arguments, int]]:
        """How a root field is asked for all that is below it; what must be named is not followed as far."""
        named = [*self._required("Query", name, field, some=True)]
        if not _is_list(field):
            named += self._optional("Query", name, field, some=True)
        hops = self.hops if _is_list(field) and not named[0] else NAMED
        yield from ((arguments, hops) for arguments in named)

    def _moment(self, arguments: Arguments) -> int | None:
        return self.values.moments.get(arguments.get("asOf", ""))

    def _paths(self, way: Way, kind: GraphQLObjectType, hops: int, levels: int) -> Iterator[Selection]:
        """What is selected of a field to reach the end of each path that begins with a kind of what it gives."""
        left = levels - len(way) - 1
        if left < 1:
            return
        yield within(way, self._leaves(kind))
        if hops > 1:
            for name, further in _objects(kind):
                for call in self._calls(kind.name, name, further):
                    for next_way, next_kind in self._kinds(further):
                        for below in self._paths(next_way, next_kind, hops - 1, left):
                            yield within(way, {**_known_by(kind), call: below})

    def _side_by_side(self, name: str, field: GraphQLField, given: Iterable[Arguments]) -> Iterator[Question]:
        """A root field with different arguments in one query, by the moment that they mean."""
        by_moment: dict[int | None, list[Selection]] = defaultdict(list)
        for number, arguments in enumerate(given):
            call = f"a{number}: {_whole(name, field, arguments)}"
            by_moment[self._moment(arguments)].append({call: _shallow(field)})
        for at, several in by_moment.items():
            yield from (Question(f"{{ {text(each)} }}", at) for each in packed(several, fields=ASIDE))

    def _arguments_below(self) -> Iterator[Question]:
        """The arguments of a type's fields, on the shortest road to the type."""
        for road in self._shortest().values():
            kind = road[-1].kind
            for name, field in kind.fields.items():
                for arguments in self._optional(kind.name, name, field):
                    asked = {f"{OTHERWISE}: {_called(name, arguments)}": _shallow(field)}
                    yield Question(f"{{ {text(_along(road, asked))} }}")

    def _shortest(self) -> dict[str, list[Step]]:
        """To every object type that a list leads to for which nothing has to be named."""
        found: dict[str, list[Step]] = {}
        lists = {n: f for n, f in self.roots.items() if _is_list(f) and self._required("Query", n, f) == [{}]}
        queue: deque[tuple[list[Step], str, GraphQLField]] = deque(
            ([], _whole(name, field, {}), field) for name, field in lists.items()
        )
        while queue:
            road, call, field = queue.popleft()
            for way, kind in self._kinds(field):
                if kind.name not in found:
                    further = found[kind.name] = [*road, Step([call, *way], kind)]
                    for name, below in _objects(kind):
                        queue.extend((further, one, below) for one in self._calls(kind.name, name, below))
        return found

    def _kinds(self, field: GraphQLField) -> Iterator[tuple[Way, GraphQLObjectType]]:
        """The object types that a field may give, and the way to each: through edges, or by a fragment."""
        kind: Any = get_named_type(field.type)
        if isinstance(kind, GraphQLInterfaceType):
            yield from (([f"... on {one.name}"], one) for one in self.schema.get_possible_types(kind))
        elif _is_list(field):
            yield from (([*LISTED, *way], one) for way, one in self._kinds(_node_of(field)))
        elif isinstance(kind, GraphQLObjectType):
            yield [], kind

    def _leaves(self, kind: GraphQLObjectType) -> Selection:
        """Everything that a thing says of itself."""
        own = (
            (name, field) for name, field in kind.fields.items() if is_leaf_type(get_named_type(field.type))
        )
        calls = [call for name, field in own for call in list(self._calls(kind.name, name, field))[:1]]
        return {**_known_by(kind), **{call: {} for call in calls}}

    def _calls(self, kind: str, name: str, field: GraphQLField, some: bool = False) -> Iterator[str]:
        return (_called(name, arguments) for arguments in self._required(kind, name, field, some))

    def _required(self, kind: str, name: str, field: GraphQLField, some: bool = False) -> list[Arguments]:
        """Every combination of the arguments that a field cannot be asked without; some: of a few of each."""
        found: list[Arguments] = [{}]
        for key, argument in field.args.items():
            if is_required_argument(argument):
                known = self.values.of(f"{kind}.{name}({key}:)", key, argument.type, some)
                found = [{**given, key: value} for given in found for value in known]
        return found

    def _optional(self, kind: str, name: str, field: GraphQLField, some: bool = False) -> Iterator[Arguments]:
        """Each argument that may be left out with each of its values, or with a few of them."""
        for key, argument in field.args.items():
            if not is_required_argument(argument) and key not in PAGING:
                for value in self.values.of(f"{kind}.{name}({key}:)", key, argument.type, some):
                    yield from ({**given, key: value} for given in self._required(kind, name, field)[:1])


def _objects(kind: GraphQLObjectType) -> Iterator[tuple[str, GraphQLField]]:
    return ((n, f) for n, f in kind.fields.items() if not is_leaf_type(get_named_type(f.type)))


def _is_list(field: GraphQLField) -> bool:
    return "edges" in getattr(get_named_type(field.type), "fields", ())


def _node_of(connection: GraphQLField) -> GraphQLField:
    edge: Any = get_named_type(getattr(get_named_type(connection.type), "fields", {})["edges"].type)
    node: GraphQLField = edge.fields["node"]
    return node


def is_node(kind: Any) -> bool:
    """Whether things of this type are somebody's: an id alone, as an epoch of the log has one, makes nobody's node."""
    return "Node" in {getattr(kind, "name", ""), *(one.name for one in getattr(kind, "interfaces", ()))}


def _shallow(field: GraphQLField) -> Selection:
    """Of what a field gives no more than whose it is."""
    if _is_list(field):
        return within(LISTED, _shallow(_node_of(field)))
    kind = get_named_type(field.type)
    return {} if is_leaf_type(kind) else _known_by(kind)


def _known_by(kind: Any) -> Selection:
    """What tells whose a thing is: its id, else the nodes that it cannot be without."""
    if is_node(kind):
        return KNOWN
    return {"__typename": {}, **{name: KNOWN for name, field in _objects(kind) if _is_owner(field)}}


def _is_owner(field: GraphQLField) -> bool:
    kind: Any = field.type.of_type if isinstance(field.type, GraphQLNonNull) else None
    return is_node(kind)


def _along(road: Sequence[Step], selection: Selection) -> Selection:
    """The selection at the end of a road, everything on it being known."""
    for way, kind in reversed(road):
        selection = within(way, {**_known_by(kind), **selection})
    return selection


def _whole(name: str, field: GraphQLField, arguments: Arguments) -> str:
    """A root field, its list as long as a page can be."""
    return _called(name, {**arguments, "first": "200"} if _is_list(field) else arguments)


def _called(name: str, arguments: Arguments) -> str:
    given = ", ".join(f"{key}: {value}" for key, value in arguments.items())
    return f"{name}({given})" if given else name
