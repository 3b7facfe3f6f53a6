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
def test_readers_see_the_half_year_and_the_registers_and_change_nothing(visitor, username):
    visitor.signs_in(username)
    visitor.finds_no_barrier()
    visitor.follows("半年报", within="#menu")
    assert "3000余" in visitor.reads(".half-year-boxes")
    for register in REGISTERS:
        visitor.visits(register)
        assert visitor.page.locator(".register-table tbody tr").count() == 20
        assert not visitor.page.locator(".later, .page-actions .btn-primary").count(), "nothing to change"
    person = Person.objects.first()
    visitor.visits(f"organisation/members/{person.pk}/")
    assert not visitor.page.locator(".page-actions a[href*=edit], .page-actions a[href*=clear]").count()
    for address in (*WRITING, f"organisation/members/{person.pk}/clear/"):
        visitor.is_refused(address, 403)


def test_who_froze_the_half_year_leaves_its_publication_to_another(traveller):
    traveller.signs_in("approver")
    traveller.visits("insight/half-year/")
    traveller.agrees_to("定稿")
    assert "须由另一位审批人或领导发布" in traveller.reads(".masthead")
    assert not traveller.page.get_by_role("button", name="发布", exact=True).count(), "what would be refused"
    frozen = traveller.page.url
    traveller.signs_out()

    traveller.signs_in("leader")
    traveller.page.goto(frozen)
    traveller.agrees_to("发布")
    assert "已发布" in traveller.reads(".masthead")


def test_finance_reads_figures_and_meets_no_member(visitor):
    visitor.signs_in("finance")
    visitor.visits("insight/half-year/")
    boxes = visitor.reads(".half-year-boxes")
    assert "129家" in boxes
    assert "发展会员" not in boxes, "figures about members are not for the accounts"
    visitor.visits("organisation/founding/unions/")
    for address in ("organisation/members/", "organisation/rosters/", *WRITING):
        visitor.is_refused(address, 403)


@pytest.mark.parametrize("username", ["system", "security", "audit"])
def test_no_administrator_meets_a_member_or_a_figure(visitor, username):
    visitor.signs_in(username)
    visitor.finds_no_barrier()
    person, union = Person.objects.first(), Union.objects.get(parent=None)
    for address in (
        "organisation/members/",
        f"organisation/members/{person.pk}/",
        f"organisation/founding/unions/{union.pk}/",
        "organisation/rosters/",
        "insight/half-year/",
    ):
        visitor.is_refused(address, 403)


def test_who_holds_no_role_any_more_is_told_so(traveller):
    Appointment.objects.filter(user__username="finance").delete()
    traveller.signs_in("finance")
    traveller.finds_no_barrier()
    assert "没有" in traveller.reads()
