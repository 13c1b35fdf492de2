import pytest

from domain.registry.school_code import check


@pytest.mark.parametrize("code", ["3637000001", "4137000001"])
def test_any_type_of_school_in_the_province_is_taken(code: str) -> None:
    assert check(code, "37") == code


@pytest.mark.parametrize("code", ["", "363700001", "36370000011", "36370000O1", "3637 00001", "３637000001"])
def test_a_code_has_ten_digits(code: str) -> None:
    with pytest.raises(ValueError, match="ten digits"):
        check(code, "37")


def test_a_school_of_another_province_is_refused() -> None:
    with pytest.raises(ValueError, match="province 37"):
        check("3641000001", "37")
