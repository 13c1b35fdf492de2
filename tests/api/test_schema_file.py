"""The schema that is served, the one in the repository, and the contract."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
)

from api.graphql.ledger_schema import ledger_schema

ROOT = Path(__file__).parents[2]
FILE = ROOT / "api" / "schema.graphql"
CONTRACT = ROOT / "tests" / "contract.graphql"
SHARED = ROOT.parent / "shared" / "contract.graphql"
SERVED = build_schema(ledger_schema().as_str())

WithFields = (GraphQLObjectType, GraphQLInterfaceType, GraphQLInputObjectType)


def contract() -> GraphQLSchema:
    """The contract, with Relay's plumbing written out."""
    text = re.sub(r"#.*", "", CONTRACT.read_text("utf-8"))
    connections = "".join(
        f"type {name}Connection {{ edges: [{name}Edge!]! pageInfo: PageInfo! }}"
        f" type {name}Edge {{ cursor: String! node: {name}! }}"
        for name in sorted(set(re.findall(r"\b(\w+)Connection\b", text)))
    )
    return build_schema(f"{text}{connections} type PageInfo {{ hasNextPage: Boolean! endCursor: String }}")


def own_types(schema: GraphQLSchema) -> list[GraphQLNamedType]:
    return [kind for name, kind in schema.type_map.items() if not name.startswith("__")]


def test_the_file_in_the_repository_is_the_schema_that_is_served() -> None:
    written = FILE.read_text("utf-8")
    assert written == ledger_schema().as_str() + "\n", "run: aid-ledger schema > api/schema.graphql"


def test_the_contract_here_is_the_shared_one() -> None:
    if not SHARED.exists():
        pytest.skip("the shared contract is not on this machine")
    assert CONTRACT.read_bytes() == SHARED.read_bytes()


@pytest.mark.parametrize("kind", own_types(contract()), ids=str)
def test_the_schema_holds_whatever_the_contract_names(kind: GraphQLNamedType) -> None:
    served = SERVED.type_map.get(kind.name)
    assert served is not None
    if isinstance(kind, GraphQLEnumType):
        assert isinstance(served, GraphQLEnumType)
        assert set(kind.values) <= set(served.values)
    elif isinstance(kind, WithFields):
        assert isinstance(served, WithFields)
        for name, field in kind.fields.items():
            _check_field(field, served.fields[name])


def _check_field(wanted: object, served: object) -> None:
    asked, given = str(getattr(wanted, "type", "")), str(getattr(served, "type", ""))
    if isinstance(wanted, GraphQLField) and isinstance(served, GraphQLField):
        # What is given may promise more than the contract; what is taken may not ask for more.
        assert given.replace("!", "") == asked.replace("!", "")
        assert given.count("!") >= asked.count("!")
        assert set(wanted.args) <= set(served.args)
    else:
        assert given == asked


def test_everything_that_callers_see_is_described_with_its_chinese_term() -> None:
    relay = {"Node", "PageInfo"}
    bare = [str(path) for path, text in _described() if not re.search(r"[\u4e00-\u9fff]", text or "")]
    assert [path for path in bare if path.split(".")[0] not in relay] == []


def _described() -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    for kind in own_types(SERVED):
        if kind.name in ("String", "Int", "Float", "Boolean", "ID"):
            continue
        found.append((kind.name, kind.description))
        for name, field in getattr(kind, "fields", {}).items():
            found.append((f"{kind.name}.{name}", field.description))
            found += [
                (f"{kind.name}.{name}({arg})", spec.description)
                for arg, spec in getattr(field, "args", {}).items()
            ]
        for name, value in getattr(kind, "values", {}).items():
            found.append((f"{kind.name}.{name}", value.description))
    return found
