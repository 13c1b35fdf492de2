"""The rules of one province as a value: whoever decides is handed one, and asks nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from domain.policy.central_share import CentralShare
from domain.policy.coverage import Coverage
from domain.policy.divisions import Divisions
from domain.policy.limits import Limits
from domain.policy.majors import Majors
from domain.policy.publicity import Publicity
from domain.policy.rates import Rates
from domain.policy.routes import Routes
from domain.policy.working_days import WorkingDays

PROVINCES = 64  # policies kept; there are 34 provinces, and codes of none may be asked for


@dataclass(frozen=True, eq=False)
class Policy:
    """The dated tables as they hold in one province; each part is asked about a day, a month or a term.

    How it would be under another rule: ``replace(policy, rates=...)``. A policy equals only itself, so what was
    worked out under one is never taken for what another says.
    """

    province: str
    rates: Rates
    coverage: Coverage
    majors: Majors
    limits: Limits
    routes: Routes
    publicity: Publicity
    working_days: WorkingDays
    divisions: Divisions
    central_share: CentralShare

    @classmethod
    @lru_cache(maxsize=PROVINCES)
    def load(cls, province: str) -> Policy:
        """That of a province, by its two digits, from the tables of this version; one object for all who ask."""
        return cls(
            province=province,
            rates=Rates.load(province),
            coverage=Coverage.load(province),
            majors=Majors.load(),
            limits=Limits.load(),
            routes=Routes.load(province),
            publicity=Publicity.load(),
            working_days=WorkingDays.load(),
            divisions=Divisions.load(),
            central_share=CentralShare.load(province),
        )
