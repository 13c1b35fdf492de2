"""Anything by its global id: null for an id that is unknown, malformed or out of scope, whichever it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from api.graphql.context import Context
from api.graphql.global_id import decode
from api.graphql.keys import code_key, part_key, position_key, uuid_key
from api.graphql.loaders import Loaders
from api.graphql.types.node import Node, is_visible
from domain.registry.school import school_id
from domain.registry.student import parse_enrolment_id

Load = Callable[[Loaders, Any], Awaitable[Any]]

# How each kind of node reads its key, and who fetches it.
NODES: Mapping[str, tuple[Callable[[str], Any], Load]] = {
    "School": (code_key, lambda loaders, key: loaders.schools.load(key)),
    "Student": (uuid_key, lambda loaders, key: loaders.students.load(key)),
    "Enrolment": (part_key, lambda loaders, key: loaders.enrolments.load(key)),
    "StatusChange": (part_key, lambda loaders, key: loaders.changes.load(key)),
    "AidRoster": (uuid_key, lambda loaders, key: loaders.rosters.load(key)),
    "Run": (uuid_key, lambda loaders, key: loaders.runs.load(key)),
    "Payment": (uuid_key, lambda loaders, key: loaders.payments.load(key)),
    "Overpayment": (uuid_key, lambda loaders, key: loaders.overpayment(key)),
    "LedgerEvent": (position_key, lambda loaders, key: loaders.events.load(key)),
}


async def find(context: Context, global_id: str, type_name: str | None = None) -> Any:
    """The node with that id, of that type if one is named, as far as the viewer may see it; else None."""
    name, raw = decode(global_id) or ("", "")
    if name not in NODES or type_name not in (None, name):
        return None
    return await find_by_key(context, name, NODES[name][0](raw))


async def find_by_key(context: Context, type_name: str, key: Any) -> Any:
    """The node with that key of its own; None as in ``find``."""
    if key is None:
        return None
    loaders = context.loaders(await context.position())
    node: Node | None = await NODES[type_name][1](loaders, key)
    return node if node is not None and await is_visible(context, node) else None


def stream_of(given: str) -> UUID | None:
    """The stream that holds a node's history, by the node's global id or by the stream's own id."""
    name, raw = decode(given) or ("", "")
    if name == "School":
        return school_id(raw)
    if name in ("Enrolment", "StatusChange"):
        pair = parse_enrolment_id(raw)
        return pair[0] if pair else None
    return uuid_key(raw if name in NODES else given)
