from dataclasses import replace

from domain.policy.policy import Policy


def test_a_policy_is_one_object_a_province() -> None:
    assert Policy.load("37") is Policy.load("37")
    assert Policy.load("41") != Policy.load("37")


def test_what_is_the_nations_is_read_once_for_all_provinces() -> None:
    shandong, henan = Policy.load("37"), Policy.load("41")
    assert (henan.majors, henan.divisions) == (shandong.majors, shandong.divisions)


def test_a_policy_equals_only_itself_so_that_no_memo_takes_one_for_another() -> None:
    real = Policy.load("37")
    copy = replace(real, rates=real.rates)
    assert copy != real
    assert len({copy: 1, real: 2}) == 2
