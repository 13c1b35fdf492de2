"""Opaque strings that clients hold for us: what we made is read back, anything else is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.graphql.execution.errors import ClientError
from api.graphql.relay.global_id import decode, decode_as, encode
from api.graphql.relay.keyset import slice_of

Keys = st.lists(st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), st.text(max_size=20)), max_size=4).map(
    tuple
)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_an_id_gives_back_its_type_and_key(raw: str) -> None:
    made = encode("Payment", raw)
    assert decode(made) == ("Payment", raw)
    assert decode_as("Payment", made) == raw
    assert decode_as("Student", made) is None


@given(st.text(max_size=60))
def test_any_other_text_is_no_id(text: str) -> None:
    found = decode(text)
    assert found is None or encode(*found) == text


@given(Keys)
def test_a_cursor_gives_back_its_key_and_the_past_it_was_read_in(key: tuple[str | int | None, ...]) -> None:
    cursor = slice_of("payments", {"school": "1"}, 10, None, as_of=5).cursor(key)
    again = slice_of("payments", {"school": "1", "month": None}, 10, cursor, as_of=99)
    assert (again.after, again.as_of) == (key, 5)


@given(st.text(max_size=60))
def test_any_other_text_is_no_cursor(text: str) -> None:
    with pytest.raises(ClientError) as refusal:
        slice_of("payments", {}, None, text)
    assert refusal.value.code == "INVALID_CURSOR"


@pytest.mark.parametrize(("list_name", "filters"), [("runs", {"school": "1"}), ("payments", {"school": "2"})])
def test_a_cursor_of_another_list_or_filter_is_refused(list_name: str, filters: dict[str, str]) -> None:
    cursor = slice_of("payments", {"school": "1"}, 10, None).cursor(("a", 1))
    with pytest.raises(ClientError):
        slice_of(list_name, filters, 10, cursor)
