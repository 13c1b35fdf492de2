"""From the input of a mutation to the command of the domain: the same names, checked when the mutation is declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from typing import Any, NamedTuple, get_args, get_type_hints

import msgspec
import strawberry
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from api.graphql.relay.global_id import decode
from api.graphql.relay.node import NODES
from api.graphql.scalars import Unreadable
from domain.command import Command
from domain.refusal import Refusal
from domain.vocabulary import ErrorCode

NODE, ALONE = "node", "alone"
Path = tuple[str, ...]


def node_id(node: str, description: str) -> Any:
    """An input field with the global id of a node, or with several. The domain says NOT_FOUND of any other id."""
    return strawberry.field(description=description, metadata={NODE: node})


def lines(description: str) -> Any:
    """An input field with lines that are each accepted or refused on their own."""
    return strawberry.field(description=description, metadata={ALONE: True})


@dataclass(frozen=True)
class Asked:
    """What an input asks for. form: the kind of command. command: None when it holds what no command can take.

    refusals: why. fallen: refusals of lines that are refused on their own, by their place in the input.
    standing: the places in the input of the lines that the command holds. unread: the lines that it does not.
    """

    form: type[Command[Any]]
    command: Command[Any] | None
    refusals: Sequence[Refusal] = ()
    fallen: Mapping[int, Sequence[Refusal]] = field(default_factory=dict)
    standing: Sequence[int] = ()
    unread: bytes = b""


def asked_by(given: Any, form: type[Command[Any]]) -> Asked:
    """The command of an input; text that is no amount, date or month is refused where it stands."""
    reading = _Reading()
    command = reading.struct(given, form, ())
    if reading.fallen and not reading.standing:
        command = None
    unread = msgspec.json.encode(reading.unread, enc_hook=str) if reading.unread else b""
    return Asked(form, command, reading.refusals, reading.fallen, reading.standing, unread)


def check(given: Any, form: Any) -> None:
    """Raises TypeError when an input, or a part of it, has not the very fields of its command."""
    own, wanted = _own(given), _wanted(form)
    if own.keys() != wanted.keys():
        raise TypeError(f"{given.__name__} and {form.__name__} differ: {sorted(own.keys() ^ wanted.keys())}")
    hints = get_type_hints(given)
    for name, spec in wanted.items():
        if spec.form is not None:
            (part,) = [kind for kind in _leaves(hints[name]) if kind is not type(None)]
            check(part, spec.form)


class _Wanted(NamedTuple):
    """What a command has in a field. form: the struct, or that of the items; text: an id is kept as text."""

    required: bool
    form: type[msgspec.Struct] | None
    text: bool


@cache
def _wanted(form: type[msgspec.Struct]) -> Mapping[str, _Wanted]:
    hints = get_type_hints(form)
    found = {}
    for spec in msgspec.structs.fields(form):
        leaves = _leaves(hints[spec.name])
        structs = [kind for kind in leaves if isinstance(kind, type) and issubclass(kind, msgspec.Struct)]
        found[spec.name] = _Wanted(spec.required, structs[0] if structs else None, str in leaves)
    return found


def _leaves(hint: Any) -> list[Any]:
    return [leaf for part in get_args(hint) for leaf in _leaves(part)] or [hint]


@cache
def _own(given: Any) -> Mapping[str, StrawberryField]:
    return {field.python_name: field for field in given.__strawberry_definition__.fields}


class _Reading:
    def __init__(self) -> None:
        self.refusals: list[Refusal] = []
        self.fallen: dict[int, list[Refusal]] = {}
        self.standing: list[int] = []
        self.unread: list[tuple[int, Any]] = []

    def struct(self, given: Any, form: Any, path: Path) -> Any:
        """A command, or a part of one; None when it holds what is refused. What is null counts as left out."""
        refused = len(self.refusals)
        kind: Any = type(given)
        own, values = _own(kind), {}
        for name, spec in _wanted(form).items():
            value = getattr(given, name)
            if value is not None or spec.required:
                values[name] = self._value(value, own[name], spec, (*path, to_camel_case(name)))
        return form(**values) if len(self.refusals) == refused else None

    def _value(self, value: Any, own: StrawberryField, wanted: _Wanted, path: Path) -> Any:
        if isinstance(value, list):
            if ALONE in own.metadata:
                return list(self._standing(value, own, wanted, path))
            return [self._value(item, own, wanted, (*path, str(index))) for index, item in enumerate(value)]
        if isinstance(value, Unreadable):
            self.refusals.append(Refusal(ErrorCode.INVALID_INPUT, value.expected, path))
        if NODE in own.metadata:
            return _key(own.metadata[NODE], value, wanted)
        return value if wanted.form is None else self.struct(value, wanted.form, path)

    def _standing(self, given: list[Any], own: StrawberryField, wanted: _Wanted, path: Path) -> Iterator[Any]:
        """The lines that can be read; the others fall here."""
        remembered = partial(_values, late=_late(wanted.form))
        for index, line in enumerate(given):
            reading = _Reading()
            value = reading._value(line, own, wanted, (*path, str(index)))
            if reading.refusals:
                self.fallen[index] = reading.refusals
                self.unread.append((index, asdict(line, dict_factory=remembered)))
            else:
                self.standing.append(index)
                yield value


def _values(line: list[tuple[str, Any]], late: Set[str]) -> Any:
    """What was given, without the names that this version has for it and the words in which it is refused.

    late: fields that earlier versions did not have. Left out they are no part of it, so that it is as it was then.
    """
    return [value for name, value in line if name != "expected" and not (name in late and value is None)]


@cache
def _late(form: type[msgspec.Struct] | None) -> Set[str]:
    fields = msgspec.structs.fields(form) if form else ()
    return {spec.name for spec in fields if spec.default is msgspec.UNSET}


def _key(node: str, global_id: str, wanted: _Wanted) -> Any:
    """As the domain takes it; what is none, or of another node, names nothing there."""
    name, raw = decode(global_id) or ("", "")
    key = NODES[node].key(raw) if name == node else None
    return "" if key is None and wanted.text else key
