"""Links to schools, which every list shows: they are known in the process, so nothing has to be waited for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.graphql.field import Info, all_at_hand
from api.graphql.relay.node import NODES, at_of, named


def school_link(description: str) -> Any:
    """A field that leads to the school whose code is in the row, as known when the object was read."""
    return all_at_hand(description, named("School"), _schools)


def _schools(objects: Sequence[Any], info: Info) -> list[Any]:
    at, codes = at_of(objects), [each.row.school for each in objects]
    rows = info.context.schools_at_hand(dict.fromkeys(codes), at)
    schools = {row.code: NODES["School"].type.of(row, at) for row in rows}
    return [*map(schools.get, codes)]
