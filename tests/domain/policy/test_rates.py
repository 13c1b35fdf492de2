from dataclasses import replace

import pytest

from domain.policy import rates
from domain.policy.calendar import Month
from domain.policy.rates import PAYABLE_MONTHS, Rate, Rates, a_month
from domain.policy.tables import table
from domain.vocabulary import Scheme

RATES = Rates.load("37")


def grant(month: str) -> Rate:
    rate = RATES.in_force(Scheme.GRANT, Month.parse(month))
    assert rate is not None
    return rate


@pytest.mark.parametrize(
    ("month", "version", "per_year", "per_month", "study_years"),
    [
        ("2007-09", "GRANT-2007-AUTUMN", 150000, 15000, (1, 2)),
        ("2015-01", "GRANT-2007-AUTUMN", 150000, 15000, (1, 2)),
        ("2015-03", "GRANT-2015-SPRING", 200000, 20000, (1, 2)),
        ("2025-01", "GRANT-2015-SPRING", 200000, 20000, (1, 2)),
        ("2025-03", "GRANT-2025-SPRING", 230000, 23000, (1, 2, 3)),
    ],
)
def test_the_grant_changes_with_the_term(
    month: str, version: str, per_year: int, per_month: int, study_years: tuple[int, ...]
) -> None:
    rate = grant(month)
    assert (rate.version, rate.per_year, rate.per_month) == (version, per_year, per_month)
    assert rate.study_years == study_years


def test_before_a_scheme_began_nothing_is_in_force() -> None:
    assert RATES.in_force(Scheme.GRANT, Month(2007, 8)) is None
    assert RATES.in_force(Scheme.TUITION_WAIVER, Month(2009, 8)) is None


def test_the_waiver_measures_at_two_thousand_yuan_for_three_years() -> None:
    rate = RATES.in_force(Scheme.TUITION_WAIVER, Month(2016, 4))
    assert rate is not None
    assert (rate.per_year, rate.per_month, rate.study_years) == (200000, 20000, (1, 2, 3))


def test_every_rate_names_its_source_and_its_version_and_divides_into_months() -> None:
    for rate in RATES.rates:
        assert rate.source
        assert rate.version == f"{rate.scheme}-{rate.from_term}"
        assert rate.per_month * PAYABLE_MONTHS == rate.per_year
        assert RATES.named(rate.version) == rate


def test_without_tiers_every_level_gets_the_same() -> None:
    levels = ("NONE", "GENERAL", "HARD", "SPECIAL")
    assert {grant("2016-04").monthly_amount(level) for level in levels} == {20000}


def test_with_tiers_the_amount_follows_the_level() -> None:
    tiered = replace(grant("2025-03"), tiers=(("GENERAL", 13000), ("HARD", 23000), ("SPECIAL", 33000)))
    assert [tiered.monthly_amount(level) for level in ("NONE", "GENERAL", "HARD", "SPECIAL")] == [
        23000,
        13000,
        23000,
        33000,
    ]


def test_a_province_with_its_own_rates_is_read_before_the_nation(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {
        "scheme": "GRANT",
        "version": "GRANT-2025-SPRING-51",
        "from": "2025-SPRING",
        "province": "51",
        "per_year": "2300.00",
        "study_years": [1, 2, 3],
        "tiers": {"GENERAL": "1300.00", "SPECIAL": "3300.00"},
        "source": "四川",
    }
    # In front of the nation's: it is the province that decides, not where somebody wrote the entry.
    monkeypatch.setattr(rates, "table", lambda name: {"rate": [own, *table(name)["rate"]]})
    sichuan = Rates.load("51").in_force(Scheme.GRANT, Month(2025, 3))
    shandong = Rates.load("37").in_force(Scheme.GRANT, Month(2025, 3))
    earlier = Rates.load("51").in_force(Scheme.GRANT, Month(2025, 1))
    assert sichuan is not None
    assert shandong is not None
    assert earlier is not None
    assert (sichuan.version, shandong.version) == ("GRANT-2025-SPRING-51", "GRANT-2025-SPRING")
    assert earlier.version == "GRANT-2015-SPRING"
    assert sichuan.monthly_amount("SPECIAL") == 33000


def test_one_more_rate_counts_from_its_term_on_and_before_what_is_equally_new() -> None:
    other = replace(grant("2015-03"), version="SIMULATED", per_month=30000)
    more = RATES.adding(other)
    found = [more.in_force(Scheme.GRANT, Month.parse(month)) for month in ("2015-01", "2015-03", "2025-03")]
    assert [rate and rate.version for rate in found] == [
        "GRANT-2007-AUTUMN",
        "SIMULATED",
        "GRANT-2025-SPRING",
    ]
    assert more.named("SIMULATED") == other
    assert grant("2015-03").version == "GRANT-2015-SPRING"


def test_a_yearly_amount_that_ten_months_cannot_share_is_refused() -> None:
    with pytest.raises(ValueError, match="equal months"):
        a_month(230001)
