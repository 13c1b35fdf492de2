"""Documents within every limit of size that are made to keep a server busy."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from graphql import get_introspection_query

from api.graphql.execution.complexity import MOST_BYTES

ESCAPED, LINE = r"\u0041", "\n x"


def bombs() -> dict[str, str]:
    """Each by what it repeats; against the schema of the ledger."""
    return {
        "a field": f"{{ me {{ {'name ' * 1400} }} }}",
        "an object": f"{{ {'me { name } ' * 350} }}",
        "objects in each other": f"{{ {'schools { edges { node { name } } } ' * 130} }}",
        "a field with arguments": f"{{ {repeated(lambda _: _student(1), 120)} }}",
        "a field with other arguments": f"{{ {repeated(_student, 120)} }}",
        "inline fragments side by side": f"{{ me {{ {'... { name } ' * 290} }} }}",
        "inline fragments in each other": f"{{ me {'{ ... on Viewer ' * 300} {{ name }} {'}' * 300} }}",
        "fragments, each spread by each": _each_by_each(26),
        "fragments side by side": _side_by_side(110, "Query", "me { name }"),
        "fragments of one field": _side_by_side(140, "Query", "__typename"),
        "fragments in a circle": _in_circles(25),
        "fragments that double": _doubling(60),
        "fragments unused": "{ me { name } } "
        + repeated(lambda n: f"fragment F{n} on Viewer {{ name }}", 200),
        "unknown fields": f"{{ {repeated(lambda n: f'x{n}', 1400)} }}",
        "unknown arguments": f"{{ me({repeated(lambda n: f'a{n}: 1', 480)}) {{ name }} }}",
        "unknown fragments": f"{{ {repeated(lambda n: f'...x{n}', 740)} }}",
        "unknown directives": f"{{ me {{ name {'@x ' * 740} }} }}",
        "variables": f"query({repeated(lambda n: f'$v{n}: Int', 370)}) {{ me {{ name }} }}",
        "operations": repeated(lambda n: f"query Q{n} {{ me {{ name }} }}", 180),
        "operations over one fragment": repeated(lambda n: f"query Q{n} {{ ...F }}", 100) + _LARGE,
        "operations over a chain of fragments": _over_a_chain(100),
        "entries of a list": f"{{ statusChanges(statuses: [{'REQUESTED ' * 1400}]) {{ edges {{ cursor }} }} }}",
        "wrong entries of a list": f"{{ statusChanges(statuses: [{'X ' * 1400}]) {{ edges {{ cursor }} }} }}",
        "an input's fields": f"{{ me(a: {{ {'a: 1 ' * 480} }}) {{ name }} }}",
        "lists in each other": f"{{ me(a: {'[' * 700}{']' * 700}) {{ name }} }}",
        "a long text": f'{{ student(id: "{"x" * (MOST_BYTES - 100)}") {{ id }} }}',
        "escapes": f'{{ student(id: "{ESCAPED * 5_000}") {{ id }} }}',
        "lines": f'{{ student(id: """{LINE * 10_000}""") {{ id }} }}',
        "the schema": get_introspection_query(),
        "the schema by one name": f"{{ {'__schema { types { name } } ' * 200} }}",
        "the schema by many names": _schema_by_many_names(25),
    }


_LARGE = """ fragment F on Query {
  roster(schoolCode: "1", on: "2016-03-01") { edges { cursor node { id majorCode student { id name } school { id } } } }
  schools { edges { node { id code name divisionCode } } }
  runs { edges { node { id month state school { id } } } }
  payments { edges { node { id month amount student { id name } school { id } run { id month } } } } }"""


def repeated(part: Callable[[int], str], times: int) -> str:
    return " ".join(part(n) for n in range(times))


def _student(n: int) -> str:
    return f'student(id: "{n}") {{ id }}'


def _side_by_side(count: int, kind: str, body: str) -> str:
    fragments = repeated(lambda n: f"fragment F{n} on {kind} {{ {body} }}", count)
    return f"{{ {_spreads(range(count))} }} {fragments}"


def _each_by_each(count: int) -> str:
    def fragment(n: int) -> str:
        return f"fragment F{n} on Viewer {{ name {_spreads(range(n + 1, count))} }}"

    return f"{{ me {{ {_spreads(range(count))} }} }} {repeated(fragment, count)}"


def _in_circles(count: int) -> str:
    spreads = _spreads(range(count))
    return f"{{ me {{ ...F0 }} }} {repeated(lambda n: f'fragment F{n} on Viewer {{ {spreads} }}', count)}"


def _doubling(count: int) -> str:
    def fragment(n: int) -> str:
        return f"fragment F{n} on Mutation {{ ...F{n + 1} ...F{n + 1} }}"

    last = f"fragment F{count} on Mutation {{ closeTerm(input: $input) {{ position }} }}"
    return f"mutation ($input: CloseTermInput!) {{ ...F0 }} {repeated(fragment, count)} {last}"


def _over_a_chain(count: int) -> str:
    chain = repeated(lambda n: f"fragment F{n} on Query {{ ...F{n + 1} }}", count)
    operations = repeated(lambda n: f"query Q{n} {{ ...F0 }}", count)
    return f"{operations} {chain} fragment F{count} on Query {{ me {{ name }} }}"


def _schema_by_many_names(count: int) -> str:
    fragments = get_introspection_query().partition("fragment")[2]
    names = repeated(lambda n: f"a{n}: __schema {{ types {{ ...FullType }} }}", count)
    return f"{{ {names} }} fragment{fragments}"


def _spreads(numbers: Iterable[int]) -> str:
    return " ".join(f"...F{n}" for n in numbers)
