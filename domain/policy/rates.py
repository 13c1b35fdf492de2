"""What a scheme pays a month, and in which study years (rules §3.2 and §3.3); figures in data/rates.toml."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from domain.policy.calendar import Month, Term
from domain.policy.money import parse_yuan
from domain.policy.tables import table
from domain.vocabulary import Scheme

PAYABLE_MONTHS = 10  # a school year


@dataclass(frozen=True, slots=True)
class Rate:
    """What one scheme pays from one term on; amounts in fen, the document that set them in ``source``."""

    scheme: Scheme
    version: str
    from_term: Term
    per_year: int
    per_month: int
    study_years: tuple[int, ...]
    source: str
    tiers: tuple[tuple[str, int], ...] = ()  # (hardship level, fen a month), where a province has set any

    def monthly_amount(self, level: str) -> int:
        """Fen a payable month for a hardship level; a level without a tier of its own gets the default tier."""
        return dict(self.tiers).get(level, self.per_month)


@dataclass(frozen=True, eq=False)
class Rates:
    """Those of one province and of the nation. rates: in the order in which they replace each other."""

    rates: tuple[Rate, ...]
    # Asked for every month of everybody when a projection is made anew.
    _in_force: dict[tuple[Scheme, Month], Rate | None] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def load(cls, province: str) -> Rates:
        """Of equally new ones the province's own counts."""
        rows = [row for row in table("rates")["rate"] if row.get("province") in (None, province)]
        return cls(
            tuple(map(_rate, sorted(rows, key=lambda row: (Term.parse(row["from"]), "province" in row))))
        )

    def in_force(self, scheme: Scheme, month: Month) -> Rate | None:
        """The newest of a month; None before the scheme began."""
        asked = scheme, month
        try:
            return self._in_force[asked]
        except KeyError:
            begun = [rate for rate in self.rates if rate.scheme == scheme and rate.from_term <= month.term]
            return self._in_force.setdefault(asked, begun[-1] if begun else None)

    def named(self, version: str) -> Rate | None:
        """The one that a payment was decided on, by the name that it keeps."""
        return next((rate for rate in self.rates if rate.version == version), None)

    def adding(self, rate: Rate) -> Rates:
        """As it would be with one more, which counts before those that are equally new."""
        return Rates(tuple(sorted((*self.rates, rate), key=lambda known: known.from_term)))


def _rate(row: dict[str, Any]) -> Rate:
    per_year = parse_yuan(row["per_year"])
    return Rate(
        scheme=Scheme(row["scheme"]),
        version=row["version"],
        from_term=Term.parse(row["from"]),
        per_year=per_year,
        per_month=a_month(per_year),
        study_years=tuple(row["study_years"]),
        source=row["source"],
        tiers=tuple((level, a_month(parse_yuan(yuan))) for level, yuan in row.get("tiers", {}).items()),
    )


def a_month(per_year: int) -> int:
    """A tenth of the fen of a year. ValueError if they cannot be paid in equal months."""
    per_month, rest = divmod(per_year, PAYABLE_MONTHS)
    if rest:
        raise ValueError(f"{per_year} fen a year cannot be paid in {PAYABLE_MONTHS} equal months")
    return per_month
