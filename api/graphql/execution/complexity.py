"""How large an operation is, measured before validation, which is itself what a hostile query attacks."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from api.graphql.execution.errors import ClientError, RequestCode

MOST_BYTES = 32 * 1024
MOST_TOKENS = 1500
DEEPEST = 12
MOST_ALIASES = 30


def refuse_long(text: str) -> None:
    """Raises ClientError for a query text over 32 KB. Variables may be larger: a batch travels in them."""
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise ClientError(
            "The query is longer than {limit} KB.", RequestCode.TOO_COMPLEX, limit=MOST_BYTES // 1024
        )


def refuse_complex(document: DocumentNode) -> None:
    """Raises ClientError for an operation that nests too deeply or holds too many aliases."""
    fragments = {
        node.name.value: node.selection_set
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    try:
        sizes = [_Measure(fragments).of(node.selection_set) for node in operations]
    except RecursionError:
        sizes = [Size(DEEPEST + 1, 0)]
    if any(size.depth > DEEPEST for size in sizes):
        raise ClientError(
            "The operation nests deeper than {limit} levels.", RequestCode.TOO_COMPLEX, limit=DEEPEST
        )
    if sum(size.aliases for size in sizes) > MOST_ALIASES:
        raise ClientError(
            "The operation holds more than {limit} aliases.", RequestCode.TOO_COMPLEX, limit=MOST_ALIASES
        )


@dataclass(frozen=True, slots=True)
class Size:
    """Levels of selections, and aliases with every fragment written out."""

    depth: int
    aliases: int


@dataclass(slots=True)
class _Measure:
    fragments: dict[str, SelectionSetNode]
    # Each fragment is measured once: followed spread by spread, nested fragments take exponential time.
    known: dict[str, Size] = field(default_factory=dict)

    def of(self, selections: SelectionSetNode) -> Size:
        inner = _total(self._selection(node) for node in selections.selections)
        return Size(inner.depth + 1, inner.aliases)

    def _selection(self, node: SelectionNode) -> Size:
        match node:
            case FieldNode():
                return self._field(node)
            case InlineFragmentNode():
                return _flat(self.of(node.selection_set))
            case FragmentSpreadNode():
                return self._fragment(node.name.value)
        raise TypeError(f"not a selection: {node.kind}")

    def _field(self, node: FieldNode) -> Size:
        own = 1 if node.alias else 0
        # Introspection nests deeply by design and touches no data.
        if node.selection_set is None or node.name.value.startswith("__"):
            return Size(0, own)
        inner = self.of(node.selection_set)
        return Size(inner.depth, inner.aliases + own)

    def _fragment(self, name: str) -> Size:
        if name not in self.known and name in self.fragments:
            self.known[name] = Size(0, 0)  # a cycle adds nothing here; validation refuses it
            self.known[name] = _flat(self.of(self.fragments[name]))
        return self.known.get(name, Size(0, 0))


def _flat(size: Size) -> Size:
    return Size(size.depth - 1, size.aliases)


def _total(sizes: Iterable[Size]) -> Size:
    depth = aliases = 0
    for size in sizes:
        depth, aliases = max(depth, size.depth), aliases + size.aliases
    return Size(depth, aliases)
