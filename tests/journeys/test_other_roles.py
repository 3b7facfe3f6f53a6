"""Who reviews, approves, leads or keeps the accounts: they read what is theirs, and change nothing."""

import pytest

from yuanxin.foundation.accounts.models import Appointment
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.members.models import Person

REGISTERS = ("organisation/founding/unions/", "organisation/members/")
WRITING = (
    "organisation/members/admit/",
    "organisation/rosters/new/",
    "organisation/founding/employers/new/",
    "accounts/users/",
    "accounts/audit/",
)


@pytest.mark.parametrize("username", ["reviewer", "approver", "leader"])
def test_readers_see_the_half_year_and_the_registers_and_change_nothing(traveller, username):
    traveller.signs_in(username)
    traveller.finds_no_barrier()
    traveller.follows("半年报", within="#menu")
    assert "3000余" in traveller.reads(".half-year-boxes")
    for register in REGISTERS:
        traveller.visits(register)
        assert traveller.page.locator(".register-table tbody tr").count() == 20
        assert not traveller.page.locator(".later, .page-actions .btn-primary").count(), "nothing to change"
    person = Person.objects.first()
    traveller.visits(f"organisation/members/{person.pk}/")
    assert not traveller.page.locator(".page-actions a[href*=edit], .page-actions a[href*=clear]").count()
    for address in (*WRITING, f"organisation/members/{person.pk}/clear/"):
        traveller.is_refused(address, 403)


def test_an_approver_freezes_and_publishes_the_half_year(traveller):
    traveller.signs_in("approver")
    traveller.visits("insight/half-year/")
    traveller.agrees_to("定稿")
    traveller.agrees_to("发布")
    assert "已发布" in traveller.reads(".masthead")


def test_finance_reads_figures_and_meets_no_member(traveller):
    traveller.signs_in("finance")
    traveller.visits("insight/half-year/")
    assert "3000余" in traveller.reads(".half-year-boxes")
    traveller.visits("organisation/founding/unions/")
    for address in ("organisation/members/", "organisation/rosters/", *WRITING):
        traveller.is_refused(address, 403)


@pytest.mark.parametrize("username", ["system", "security", "audit"])
def test_no_administrator_meets_a_member_or_a_figure(traveller, username):
    traveller.signs_in(username)
    traveller.finds_no_barrier()
    person, union = Person.objects.first(), Union.objects.get(parent=None)
    for address in (
        "organisation/members/",
        f"organisation/members/{person.pk}/",
        f"organisation/founding/unions/{union.pk}/",
        "organisation/rosters/",
        "insight/half-year/",
    ):
        traveller.is_refused(address, 403)


def test_who_holds_no_role_any_more_is_told_so(traveller):
    Appointment.objects.filter(user__username="finance").delete()
    traveller.signs_in("finance")
    traveller.finds_no_barrier()
    assert "没有" in traveller.reads()
