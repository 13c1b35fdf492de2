import pytest

from domain.policy.calendar import Term
from domain.policy.central_share import CentralShare
from domain.policy.tables import table


@pytest.mark.parametrize(
    ("province", "percent"), [("51", 80), ("41", 60), ("37", 50), ("44", 30), ("11", 10)]
)
def test_the_centre_pays_by_tier_from_2019(province: str, percent: int) -> None:
    share = CentralShare.load(province)
    assert share.percent(Term.parse("2019-SPRING")) == percent
    assert share.percent(Term.parse("2026-SPRING")) == percent
    assert share.percent(Term.parse("2018-AUTUMN")) is None


def test_every_province_stands_in_one_tier() -> None:
    tiers = table("central_share")["tier"]
    provinces = [province for tier in tiers for province in tier["provinces"]]
    assert [len(tier["provinces"]) for tier in tiers] == [12, 10, 3, 4, 2]
    assert len(set(provinces)) == len(provinces) == 31


def test_what_is_no_province_has_no_share() -> None:
    assert CentralShare.load("99").percent(Term.parse("2020-SPRING")) is None
