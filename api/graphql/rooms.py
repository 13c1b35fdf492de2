"""The rooms of the schema: whatever their files hold at the top level is part of it, without a list of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from strawberry.types.field import StrawberryField

from api.graphql import aid, funds, log, registry

ROOMS = (log, registry, aid, funds)

# The order in which the schema shows what files hold. One that is not named follows those that are.
ORDER = (
    *("nodes", "viewer", "ledger", "events"),
    *("schools", "students", "enrolments", "registrations", "status_changes"),
    *("hardship", "rosters", "runs", "bank_results", "payments", "overpayments", "arrears", "policy"),
    *("accounts", "trial_balance", "allocations", "terms", "refunds"),
)


def root_fields(root: str) -> Iterator[StrawberryField]:
    """The fields of ``Query`` or ``Mutation``, each under the name that it has in its file."""
    for file in _files():
        for name, found in vars(file).items():
            if isinstance(found, StrawberryField) and found.metadata.get("root") == root:
                found.python_name = name
                yield found


def _files() -> Iterable[ModuleType]:
    for room in ROOMS:
        names = [found.name for found in iter_modules(room.__path__)]
        for name in sorted(names, key=_place):
            yield import_module(f"{room.__name__}.{name}")


def _place(name: str) -> tuple[int, str]:
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)
