import dataclasses

import pytest

from domain.policy import rates
from domain.policy.calendar import Month
from domain.policy.rates import PAYABLE_MONTHS, PolicyVersion, monthly_amount, policy_in_force
from domain.vocabulary import Scheme


def grant(month: str) -> PolicyVersion:
    policy = policy_in_force(Scheme.GRANT, Month.parse(month), "37")
    assert policy is not None
    return policy


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
    policy = grant(month)
    assert (policy.version, policy.per_year, policy.per_month) == (version, per_year, per_month)
    assert policy.study_years == study_years


def test_before_a_scheme_began_nothing_is_in_force() -> None:
    assert policy_in_force(Scheme.GRANT, Month(2007, 8)) is None
    assert policy_in_force(Scheme.TUITION_WAIVER, Month(2009, 8)) is None


def test_the_waiver_measures_at_two_thousand_yuan_for_three_years() -> None:
    policy = policy_in_force(Scheme.TUITION_WAIVER, Month(2016, 4))
    assert policy is not None
    assert (policy.per_year, policy.per_month, policy.study_years) == (200000, 20000, (1, 2, 3))


def test_every_rate_names_its_source_and_its_version_and_divides_into_months() -> None:
    for _, policy in rates._versions():
        assert policy.source
        assert policy.version == f"{policy.scheme}-{policy.from_term}"
        assert policy.per_month * PAYABLE_MONTHS == policy.per_year


def test_without_tiers_every_level_gets_the_same() -> None:
    assert {monthly_amount(grant("2016-04"), level) for level in ("NONE", "GENERAL", "HARD", "SPECIAL")} == {
        20000
    }


def test_with_tiers_the_amount_follows_the_level() -> None:
    tiered = dataclasses.replace(
        grant("2025-03"), tiers=(("GENERAL", 13000), ("HARD", 23000), ("SPECIAL", 33000))
    )
    assert [monthly_amount(tiered, level) for level in ("NONE", "GENERAL", "HARD", "SPECIAL")] == [
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
    versions = (*rates._versions(), ("51", rates._version(own)))
    monkeypatch.setattr(rates, "_versions", lambda: versions)
    find = policy_in_force.__wrapped__
    sichuan, shandong = find(Scheme.GRANT, Month(2025, 3), "51"), find(Scheme.GRANT, Month(2025, 3), "37")
    earlier = find(Scheme.GRANT, Month(2025, 1), "51")
    assert sichuan is not None
    assert shandong is not None
    assert earlier is not None
    assert (sichuan.version, shandong.version) == ("GRANT-2025-SPRING-51", "GRANT-2025-SPRING")
    assert earlier.version == "GRANT-2015-SPRING"
    assert monthly_amount(sichuan, "SPECIAL") == 33000


def test_a_yearly_amount_that_ten_months_cannot_share_is_refused() -> None:
    with pytest.raises(ValueError, match="equal months"):
        rates._a_month(230001)
