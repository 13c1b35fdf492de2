from domain.policy.status import (
    IN_REGISTRY,
    NATIONAL_CODES,
    TERMINAL,
    TRANSITIONS,
    ChangeKind,
    EnrolmentStatus,
)

S = EnrolmentStatus


def test_every_change_has_a_place_in_the_status_machine() -> None:
    assert set(TRANSITIONS) == set(ChangeKind)


def test_no_change_but_cancelling_leads_out_of_a_final_status() -> None:
    for kind, (sources, _) in TRANSITIONS.items():
        assert kind is ChangeKind.CANCEL or not sources & TERMINAL


def test_the_registry_and_the_final_statuses_have_nothing_in_common() -> None:
    assert {S.ACTIVE, S.SUSPENDED, S.ON_SERVICE} == IN_REGISTRY
    assert not IN_REGISTRY & TERMINAL
    assert set(S) - IN_REGISTRY - TERMINAL == {S.PENDING, S.HELD}


def test_only_an_active_enrolment_can_be_transferred() -> None:
    assert TRANSITIONS[ChangeKind.TRANSFER] == (frozenset({S.ACTIVE}), S.TRANSFERRED_OUT)


def test_someone_suspended_or_in_the_army_can_withdraw() -> None:
    assert TRANSITIONS[ChangeKind.WITHDRAW] == (IN_REGISTRY, S.WITHDRAWN)


def test_a_change_of_major_leaves_the_status_as_it_is() -> None:
    assert TRANSITIONS[ChangeKind.CHANGE_MAJOR] == (frozenset({S.ACTIVE}), None)


def test_what_is_cancelled_cannot_be_cancelled_again() -> None:
    assert TRANSITIONS[ChangeKind.CANCEL] == (frozenset(S) - {S.CANCELLED}, S.CANCELLED)


def test_every_status_that_the_nation_knows_has_its_codes() -> None:
    assert set(NATIONAL_CODES) == set(S) - {S.PENDING, S.HELD}
    assert (NATIONAL_CODES[S.SUSPENDED].xsdqzt, NATIONAL_CODES[S.SUSPENDED].xjydlb) == ("02", "11")
    assert (NATIONAL_CODES[S.EXPELLED].xsdqzt, NATIONAL_CODES[S.EXPELLED].xjydlb) == ("14", "42")
    assert (NATIONAL_CODES[S.ON_SERVICE].xsdqzt, NATIONAL_CODES[S.ON_SERVICE].xjydlb) == (None, "19")
