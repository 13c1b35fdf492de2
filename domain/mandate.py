"""Who acts, in which roles, and over which part of the province (rules §10)."""

from __future__ import annotations

from dataclasses import dataclass

from domain.person import identity_of, same_person
from domain.refusal import Refusal
from domain.vocabulary import ErrorCode, Role

# Roles whose daily work needs the whole ID number; everybody else sees it masked.
SEES_IDENTITY = frozenset(
    {Role.REGISTRAR, Role.PRINCIPAL, Role.REGISTRY_AUTHORITY, Role.AUDITOR, Role.DATA_STEWARD}
)


@dataclass(frozen=True, slots=True)
class Mandate:
    """A person (``name``, as events name who did it), the roles held, and the scopes they are held in.

    A scope is a division code prefix of two, four or six digits, or a ten-digit school code.
    One person under two roles is one person; what a name tells apart, and what it shows: ``domain.person``.
    """

    name: str
    roles: tuple[Role, ...]
    scopes: tuple[str, ...]

    @property
    def identity(self) -> str:
        """What tells the person from all others."""
        return identity_of(self.name)

    def is_recorded(self, *hands: str) -> bool:
        """Is this one of the persons whom a record names?"""
        return any(same_person(self.name, hand) for hand in hands)

    def has_role(self, *roles: Role) -> bool:
        return not set(roles).isdisjoint(self.roles)

    def require_role(self, *roles: Role) -> None:
        """Refuses FORBIDDEN when none of ``roles`` is held."""
        if not self.has_role(*roles):
            raise Refusal(
                ErrorCode.FORBIDDEN,
                "This needs the role {needed}; you hold {held}.",
                needed=" / ".join(roles),
                held=", ".join(self.roles) or "-",
            )

    def covers_division(self, division: str) -> bool:
        return any(len(scope) < 10 and division.startswith(scope) for scope in self.scopes)

    def covers_school(self, school: str, division: str) -> bool:
        return school in self.scopes or self.covers_division(division)

    def require_division(self, division: str, *path: str) -> None:
        """Refuses OUT_OF_SCOPE when no scope held covers ``division``."""
        if not self.covers_division(division):
            raise Refusal(
                ErrorCode.OUT_OF_SCOPE,
                "Division {place} lies outside your scope ({scopes}).",
                path,
                place=division,
                scopes=", ".join(self.scopes),
            )

    def require_school(self, school: str, division: str, *path: str) -> None:
        """Refuses OUT_OF_SCOPE when no scope held covers the school."""
        if not self.covers_school(school, division):
            raise Refusal(
                ErrorCode.OUT_OF_SCOPE,
                "School {place} lies outside your scope ({scopes}).",
                path,
                place=school,
                scopes=", ".join(self.scopes),
            )

    @property
    def sees_identity(self) -> bool:
        return not SEES_IDENTITY.isdisjoint(self.roles)
