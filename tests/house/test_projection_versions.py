"""Tables, or state packed into them, that change under a version that stays would break every ledger made before."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from projections.aid import students
from projections.all import all_projections
from projections.registry import snapshots
from tests.support.people import POLICY

# Whoever changes a tables.sql, or what is packed into its rows, raises the projection's version and writes all here.
TABLES = {
    "aid": (3, "07e7629aeb2b8902", "40a8f5b3c4ea1803"),
    "funds": (3, "45319c51f1caf1d5", ""),
    "histories": (2, "6b9522824c5630cc", ""),
    "registry": (5, "95e9ae8210d71fd0", "cc0da95d0fa1a89f"),
}
PACKED: dict[str, Any] = {"aid": tuple[students.Snapshot, students.Known], "registry": snapshots.Snapshot}


def test_a_projection_whose_tables_changed_has_a_version_of_its_own() -> None:
    found = {
        each.name: (each.version, digest(each.sql("tables").encode()), packed(each.name))
        for each in all_projections(POLICY)
    }
    assert found == TABLES


def packed(name: str) -> str:
    """A digest of the names and types of everything that a row holds as bytes."""
    return digest(repr(fields(msgspec.inspect.type_info(PACKED[name]))).encode()) if name in PACKED else ""


def fields(kind: object) -> object:
    match kind:
        case msgspec.inspect.StructType():
            return [(field.encode_name, fields(field.type)) for field in kind.fields]
        case msgspec.inspect.DictType():
            return ["dict", fields(kind.key_type), fields(kind.value_type)]
        case msgspec.inspect.ListType():
            return ["list", fields(kind.item_type)]
        case msgspec.inspect.TupleType():
            return [fields(part) for part in kind.item_types]
        case msgspec.inspect.UnionType():
            return [fields(part) for part in kind.types]
        case _:
            return type(kind).__name__


def digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:16]
