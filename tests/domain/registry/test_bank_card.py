import pytest

from domain.registry.bank_card import luhn_ok, mask, normalise


@pytest.mark.parametrize("card", ["6217990000000000014", "622848000000000122"])
def test_a_good_check_digit_raises_no_warning(card: str) -> None:
    assert luhn_ok(card)


def test_a_wrong_check_digit_is_told_and_still_a_card() -> None:
    assert not luhn_ok("6217990000000000015")
    assert normalise("6217990000000000015") == "6217990000000000015"


@pytest.mark.parametrize(
    "text",
    [
        " 6217 9900 0000 0000 014\t",
        "6217-9900-0000-0000-014",
        "6217–9900—0000－0000 014",
        "６２１７９９００００００００００\u200b０１４",
    ],
)
def test_a_card_is_a_number_however_people_group_its_digits(text: str) -> None:
    assert normalise(text) == "6217990000000000014"


@pytest.mark.parametrize(
    "text",
    ["", "-", "12345678901", "12345678901234567890", "6217.9900.0000", "6217_9900_0000", "6217/990000000"],
)
def test_anything_but_twelve_to_nineteen_digits_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="12 to 19"):
        normalise(text)


def test_a_mask_keeps_the_last_four() -> None:
    assert mask("6217990000000000014") == "***************0014"
