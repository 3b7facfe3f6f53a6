import datetime
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanxin.foundation.accounts import rules
from yuanxin.foundation.accounts.choices import Role

NOW = datetime.datetime(2026, 7, 1, tzinfo=datetime.UTC)
BUSINESS = sorted(set(Role) - rules.ADMINISTRATORS)


@pytest.mark.parametrize("pair", list(combinations(sorted(Role), 2)), ids="-".join)
def test_an_administrator_holds_no_second_role(pair):
    apart = bool(rules.ADMINISTRATORS.intersection(pair))
    assert bool(rules.conflict(pair)) is apart


def test_one_role_in_several_unions_is_no_conflict():
    assert rules.conflict([Role.AUDIT_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR]) is None
    assert rules.conflict([]) is None


@given(st.lists(st.sampled_from(BUSINESS)))
def test_business_roles_go_together(roles):
    assert rules.conflict(roles) is None


def test_approvers_and_administrators_need_a_second_factor():
    assert {role for role in Role if rules.needs_second_factor([role])} == {
        Role.APPROVER,
        Role.SYSTEM_ADMINISTRATOR,
        Role.SECURITY_ADMINISTRATOR,
        Role.AUDIT_ADMINISTRATOR,
    }


@pytest.mark.parametrize(("days", "expired"), [(89, False), (90, True), (400, True)])
def test_a_password_is_due_after_ninety_days(days, expired):
    assert rules.password_expired(NOW - datetime.timedelta(days=days), NOW) is expired


@pytest.mark.parametrize(
    ("password", "classes"), [("abc", 1), ("abcABC", 2), ("abcABC1", 3), ("abcABC1-", 4), ("圆心abc", 2), ("", 0)]
)
def test_classes_of_characters(password, classes):
    assert rules.classes_in(password) == classes


@pytest.mark.parametrize("password", ["Gonghui2026!", "Xihu123!", "Admin@2026", "YuanxinGonghui1!", "Woaini123#"])
def test_words_that_everyone_here_would_try(password):
    assert any(rules.is_local_word(form) for form in rules.weak_forms(password))


@pytest.mark.parametrize("password", ["Kranich-7-Teich", "绿皮火车Zug9x", "tE4-mUlde-rost"])
def test_words_that_do_not_belong_together_pass(password):
    assert not any(rules.is_local_word(form) for form in rules.weak_forms(password))


@pytest.mark.parametrize(
    ("password", "holds"),
    [("xLIJUAN9!", True), ("a13812345678b", True), ("Q!345678xy", True), ("Q!34567xy", False), ("Fern-Weg-5", False)],
)
def test_account_and_phone_stay_out_of_the_password(password, holds):
    assert rules.holds_own_particulars(password, "lijuan", "13812345678") is holds


def test_an_administrator_rests_for_a_shorter_time():
    assert rules.idle_limit([Role.AUDIT_ADMINISTRATOR]) < rules.idle_limit([Role.STREET_OFFICER])
    assert rules.shortest_password([Role.AUDIT_ADMINISTRATOR]) == 10
    assert rules.shortest_password([Role.STREET_OFFICER]) == 8
