import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.policy.money import format_yuan, parse_yuan, split

SOURCES = ("CENTRAL", "PROVINCE", "CITY", "COUNTY")


@pytest.mark.parametrize(
    ("text", "fen"),
    [("200.00", 20000), ("0.00", 0), ("0.05", 5), ("-1.50", -150), ("9999999999999.99", 10**15 - 1)],
)
def test_yuan_are_read_as_fen_and_written_back(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen
    assert format_yuan(fen) == text


UNREADABLE = [
    *("200", "200.0", "200.000", "2e2", "+1.00", " 1.00", "1.00\n", "01.00", ".50", "1,000.00"),
    *("２００.00", "٢.00", "", "-", "nan", "10000000000000.00", "--1.00", "- 1.00"),
]


@pytest.mark.parametrize("text", UNREADABLE)
def test_any_other_writing_of_yuan_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="two decimals"):
        parse_yuan(text)


def test_a_float_is_no_amount() -> None:
    with pytest.raises(ValueError, match="two decimals"):
        parse_yuan(200.0)  # type: ignore[arg-type]


@given(st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1))
def test_every_amount_survives_writing_and_reading(fen: int) -> None:
    assert parse_yuan(format_yuan(fen)) == fen


@given(
    st.integers(min_value=0, max_value=10**15),
    st.dictionaries(st.sampled_from(SOURCES), st.integers(0, 10**6), min_size=1).filter(
        lambda w: any(w.values())
    ),
)
def test_a_split_loses_and_invents_nothing(total: int, weights: dict[str, int]) -> None:
    parts = split(total, weights)
    assert sum(parts.values()) == total
    assert list(parts) == list(weights)
    whole = sum(weights.values())
    assert all(abs(parts[key] * whole - total * weights[key]) < whole for key in weights)


def test_the_largest_remainder_takes_the_fen() -> None:
    assert split(10, {"CENTRAL": 1, "PROVINCE": 3, "CITY": 3}) == {"CENTRAL": 2, "PROVINCE": 4, "CITY": 4}


def test_a_tie_goes_to_the_higher_level_of_government() -> None:
    assert split(1, dict.fromkeys(SOURCES, 25)) == {"CENTRAL": 1, "PROVINCE": 0, "CITY": 0, "COUNTY": 0}
    assert split(23001, {"CENTRAL": 50, "PROVINCE": 50}) == {"CENTRAL": 11501, "PROVINCE": 11500}


def test_fifty_thirty_twenty_of_a_grant_is_exact() -> None:
    assert split(20000, {"CENTRAL": 50, "PROVINCE": 30, "COUNTY": 20}) == {
        "CENTRAL": 10000,
        "PROVINCE": 6000,
        "COUNTY": 4000,
    }


@pytest.mark.parametrize(
    ("total", "weights"), [(1, {"CITY": 0}), (1, {}), (-1, {"CITY": 1}), (1, {"A": 2, "B": -1})]
)
def test_a_split_by_nothing_or_below_nothing_is_refused(total: int, weights: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="cannot split"):
        split(total, weights)
