"""What a scheme pays a month, and in which study years (rules §3.2 and §3.3); figures in data/rates.toml."""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from domain.policy.calendar import Month, Term
from domain.policy.money import parse_yuan
from domain.policy.tables import table
from domain.vocabulary import Scheme

PAYABLE_MONTHS = 10  # a school year


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """The rates of one scheme from one term on; amounts in fen, the document that set them in `source`."""

    scheme: Scheme
    version: str
    from_term: Term
    per_year: int
    per_month: int
    study_years: tuple[int, ...]
    source: str
    tiers: tuple[tuple[str, int], ...] = ()  # (hardship level, fen a month), where a province has set any


@lru_cache(maxsize=4096)
def policy_in_force(scheme: Scheme, month: Month, province: str | None = None) -> PolicyVersion | None:
    """The newest rates of a month, of equally new ones the province's own; None before the scheme began."""
    fitting = [
        (policy.from_term, own is not None, policy)
        for own, policy in _versions()
        if policy.scheme == scheme and policy.from_term <= month.term and own in (None, province)
    ]
    return max(fitting, key=lambda found: found[:2])[2] if fitting else None


def policy_named(version: str) -> PolicyVersion | None:
    """The rates that a payment was decided on, by the name that it keeps."""
    return _by_name().get(version)


def monthly_amount(policy: PolicyVersion, level: str) -> int:
    """Fen a payable month for a hardship level; a level without a tier of its own gets the default tier."""
    return dict(policy.tiers).get(level, policy.per_month)


@cache
def _by_name() -> dict[str, PolicyVersion]:
    return {policy.version: policy for _, policy in _versions()}


@cache
def _versions() -> tuple[tuple[str | None, PolicyVersion], ...]:
    return tuple((row.get("province"), _version(row)) for row in table("rates")["rate"])


def _version(row: dict[str, Any]) -> PolicyVersion:
    per_year = parse_yuan(row["per_year"])
    return PolicyVersion(
        scheme=Scheme(row["scheme"]),
        version=row["version"],
        from_term=Term.parse(row["from"]),
        per_year=per_year,
        per_month=_a_month(per_year),
        study_years=tuple(row["study_years"]),
        source=row["source"],
        tiers=tuple((level, _a_month(parse_yuan(yuan))) for level, yuan in row.get("tiers", {}).items()),
    )


def _a_month(per_year: int) -> int:
    per_month, rest = divmod(per_year, PAYABLE_MONTHS)
    if rest:
        raise ValueError(f"{per_year} fen a year cannot be paid in {PAYABLE_MONTHS} equal months")
    return per_month
