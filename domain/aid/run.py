"""The run (发放批次) of a scheme, school and month, and where its streams are found."""

from __future__ import annotations

import hashlib
from uuid import UUID, uuid5

import msgspec

from domain.aid.lines import Exclusion, RunLine
from domain.event import stream
from domain.registry.school import NAMESPACE, OfSchool
from domain.vocabulary import RunState


def runs_of(school: str, scheme: str, month: str) -> str:
    """The tag under which runs are found."""
    return f"runs of {school} {scheme} {month}"


def run_id(school: str, scheme: str, month: str, number: int) -> UUID:
    return uuid5(NAMESPACE, f"run {school} {scheme} {month} {number}")


def digest_of(school: str, scheme: str, month: str, policy: str, lines: list[RunLine]) -> str:
    """SHA-256 over everything that will be paid and why, in a fixed order; who approves names it."""
    return hashlib.sha256(msgspec.json.encode([school, scheme, month, policy, lines])).hexdigest()


@stream("aid.Run")
class Run(OfSchool):
    """See the module. Amounts in fen; ``lines`` as they were drafted and never changed."""

    def __init__(
        self,
        school: str,
        scheme: str,
        month: str,
        policy: str,
        decided_at: int,
        digest: str,
        total: int,
        lines: list[RunLine],
        excluded: list[Exclusion],
    ) -> None:
        self.school = school
        self.scheme = scheme
        self.month = month
        self.policy = policy
        self.decided_at = decided_at
        self.digest = digest
        self.total = total
        self.lines = [RunLine(*line) for line in lines]
        self.excluded = [Exclusion(*left) for left in excluded]
        self.drafted_by = ""
        self.state: str = RunState.DRAFT
        self.in_transit = 0
