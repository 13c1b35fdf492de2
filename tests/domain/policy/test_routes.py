from datetime import date

import pytest

from domain.policy.routes import Boundary, Route, Routes, boundary
from domain.policy.status import ChangeKind

SHANDONG = Routes.load("37")
LONG_TRACKS = ("THREE_PLUS_TWO", "FIVE_YEAR")


def steps(found: Route | None) -> list[str]:
    assert found is not None
    return [step.place for step in found.steps]


@pytest.mark.parametrize(
    ("left", "entered", "crossed"),
    [
        ("371525", "371525", Boundary.SAME_COUNTY),
        ("371525", "371502", Boundary.SAME_CITY),
        ("371525", "370102", Boundary.SAME_PROVINCE),
        ("371525", "410102", Boundary.OTHER_PROVINCE),
        ("371500", "371502", Boundary.SAME_CITY),
    ],
)
def test_a_boundary_is_the_widest_border_crossed(left: str, entered: str, crossed: Boundary) -> None:
    assert boundary(left, entered) == boundary(entered, left) == crossed


@pytest.mark.parametrize(
    ("crossed", "places"),
    [
        (Boundary.SAME_COUNTY, ["county_left"]),
        (Boundary.SAME_CITY, ["county_left", "county_entered"]),
        (Boundary.SAME_PROVINCE, ["city_left", "city_entered"]),
        (Boundary.OTHER_PROVINCE, ["city_left", "province_left", "city_entered", "province_entered"]),
    ],
)
def test_a_transfer_asks_both_schools_then_both_sides(crossed: Boundary, places: list[str]) -> None:
    assert steps(SHANDONG.of("ORDINARY", "TRANSFER", crossed)) == ["school_left", "school_entered", *places]


@pytest.mark.parametrize("kind", sorted(set(ChangeKind) - {ChangeKind.TRANSFER}))
def test_any_other_change_of_the_ordinary_track_ends_in_the_county(kind: ChangeKind) -> None:
    assert steps(SHANDONG.of("ORDINARY", kind, Boundary.SAME_COUNTY)) == ["school_left", "county_left"]


@pytest.mark.parametrize("track", ["ORDINARY", *LONG_TRACKS])
def test_a_registration_ends_in_the_county(track: str) -> None:
    assert steps(SHANDONG.of(track, "REGISTER", Boundary.SAME_COUNTY)) == ["school_left", "county_left"]


@pytest.mark.parametrize("track", LONG_TRACKS)
@pytest.mark.parametrize("kind", sorted(set(ChangeKind) - {ChangeKind.WITHDRAW}))
@pytest.mark.parametrize("crossed", Boundary)
def test_in_shandong_the_province_decides_on_long_tracks(track: str, kind: str, crossed: Boundary) -> None:
    found = SHANDONG.of(track, kind, crossed)
    assert steps(found) == ["school_left", "city_left", "province_left"]
    assert found is not None
    assert found.documents == ("SCHOOL_REPORT", "CITY_SEAL", "STUDENT_REQUEST", "ADMISSION_LIST")


@pytest.mark.parametrize("track", LONG_TRACKS)
def test_but_a_withdrawal_from_them_ends_in_the_city(track: str) -> None:
    found = SHANDONG.of(track, "WITHDRAW", Boundary.SAME_COUNTY)
    assert steps(found) == ["school_left", "county_left", "city_left"]
    assert found is not None
    assert found.documents == ()


def test_another_province_does_not_follow_shandong() -> None:
    assert steps(Routes.load("41").of("FIVE_YEAR", "SUSPEND", Boundary.SAME_COUNTY)) == [
        "school_left",
        "county_left",
    ]


def test_before_the_rules_there_is_no_route() -> None:
    assert SHANDONG.of("ORDINARY", "SUSPEND", Boundary.SAME_COUNTY, date(2010, 1, 1)) is None


def test_every_route_starts_with_the_checker_of_the_school_left_and_names_its_source() -> None:
    for track in ("ORDINARY", *LONG_TRACKS):
        for kind in (*ChangeKind, "REGISTER"):
            for crossed in Boundary:
                found = SHANDONG.of(track, kind, crossed)
                assert found is not None
                assert found.source
                assert (found.steps[0].role, found.steps[0].place) == ("PRINCIPAL", "school_left")
                assert all((s.role == "PRINCIPAL") == s.place.startswith("school") for s in found.steps)
