"""The pages of households through the full stack."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import (
    HouseholdFactory,
    HouseholdMemberFactory,
    MembershipFactory,
    PersonFactory,
    invented_number,
)
from yuanxin.foundation.accounts.choices import Role
from yuanxin.organisation.members.choices import HouseholdEnd, MemberEnd, Relation
from yuanxin.organisation.members.models import Household, HouseholdMember
from yuanxin.organisation.members.queries import household_of

TODAY = datetime.date(2016, 6, 30)
NUMBER = invented_number(4_100_000)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("yuanxin.foundation.kernel.clock.today", lambda: TODAY)


@pytest.fixture
def page(signed_in_as, grassroots):
    return signed_in_as(Role.GRASSROOTS_OFFICER, grassroots)


@pytest.fixture
def household(grassroots) -> Household:
    return HouseholdFactory(head=MembershipFactory(union=grassroots).person)


def test_a_household_is_entered_from_the_page_of_its_head(page, grassroots):
    head = MembershipFactory(union=grassroots).person
    address = reverse("members:household-new", args=[head.pk])
    assert (
        reverse("members:household-new", args=[head.pk])
        in page.get(reverse("members:person-detail", args=[head.pk])).content.decode()
    )
    shown = page.get(address)
    assert shown.status_code == 200
    rows = {"name_1": "王芳", "relation_1": "10", "document_number_1": NUMBER, "name_2": "张小美", "relation_2": "30",
            "born_on_2": "2010-09-01"}  # fmt: skip
    answer = page.post(address, {"begins_on": "2015-01-01", **rows})
    household = Household.objects.get()
    assert answer.url == reverse("members:household-detail", args=[household.pk])
    told = page.get(answer.url).content.decode()
    for name in ("王芳", "张小美", "配偶"):
        assert name in told
    assert NUMBER not in told
    assert f"{NUMBER[:6]}********{NUMBER[-4:]}" in told
    assert page.get(address).url == answer.url


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ({"name_1": "王芳"}, "relation_1"),
        ({"relation_1": "10"}, "name_1"),
        ({"name_1": "王芳", "relation_1": "10", "document_number_1": "330106199001010017"}, "document_number"),
    ],
)
def test_a_wrong_row_comes_back_with_its_error(page, grassroots, rows, field):
    head = MembershipFactory(union=grassroots).person
    answer = page.post(reverse("members:household-new", args=[head.pk]), {"begins_on": "2015-01-01", **rows})
    assert answer.status_code == 422
    assert answer.context["form"].errors
    if field in answer.context["form"].fields:
        assert answer.context["form"].errors[field]
    assert not Household.objects.exists()


def test_somebody_is_added_corrected_and_leaves(page, household):
    values = {"name": "王芳", "relation": "10", "document_number": NUMBER, "since": "2016-01-01"}
    answer = page.post(reverse("members:relative-new", args=[household.pk]), {**values, "version": household.version})
    assert answer.status_code == 302
    member = household.members.get(relation=Relation.SPOUSE)
    edit = reverse("members:relative-edit", args=[member.pk])
    shown = page.get(edit)
    assert NUMBER not in shown.content.decode()
    sealed = bytes(member.document_number)
    masked = shown.context["form"].initial["document_number"]
    page.post(edit, {**values, "name": "王芬", "document_number": masked, "version": member.version})
    member.refresh_from_db()
    assert (member.name, bytes(member.document_number)) == ("王芬", sealed)
    end = reverse("members:relative-end", args=[member.pk])
    assert page.post(end, {"kind": "moved", "ends_on": "2016-06-01", "version": member.version}).status_code == 302
    member.refresh_from_db()
    assert (member.end_kind, member.ends_on) == (MemberEnd.MOVED, datetime.date(2016, 6, 1))


def test_another_head_is_named_and_a_household_ends(page, grassroots, household):
    wife = PersonFactory(union=grassroots, name="李娜")
    heir = HouseholdMemberFactory(household=household, person=wife, name="", born_on=None)
    child = HouseholdMemberFactory(household=household, name="张小美", relation=Relation.DAUGHTER)
    old = household.members.get(relation=Relation.SELF)
    address = reverse("members:household-head", args=[household.pk])
    values = {"head": heir.pk, "on": "2016-06-01", f"relation_{old.pk}": "deceased", "version": household.version}
    assert page.post(address, values).status_code == 422
    assert page.post(address, {**values, f"relation_{child.pk}": "30"}).status_code == 302
    household.refresh_from_db()
    assert household.head == wife
    end = reverse("members:household-end", args=[household.pk])
    page.post(end, {"kind": HouseholdEnd.DISSOLVED, "ends_on": "2016-06-20", "version": household.version})
    assert household_of(wife, TODAY) is None


def test_a_person_of_the_registry_is_corrected_in_relation_only(page, grassroots, household):
    member = HouseholdMemberFactory(
        household=household, person=PersonFactory(union=grassroots, name="李娜"), name="", born_on=None
    )
    address = reverse("members:relative-edit", args=[member.pk])
    assert set(page.get(address).context["form"].fields) == {"relation", "since", "version"}
    assert page.post(address, {"relation": "70", "since": "2015-01-01", "version": 1}).status_code == 302
    assert HouseholdMember.objects.get(pk=member.pk).relation == Relation.SIBLING


def test_the_list_finds_by_name_and_asks_as_few_questions_of_12_as_of_2(page, grassroots, street):
    HouseholdFactory(head=MembershipFactory(union=UnionFactory(parent=street), person__name="赵六").person)

    def queries(more: int) -> int:
        for _ in range(more):
            HouseholdFactory(head=MembershipFactory(union=grassroots).person)
        with CaptureQueriesContext(connection) as asked:
            told = page.get(reverse("members:household-list")).content.decode()
        assert "张三" in told
        assert "赵六" not in told
        return len(asked)

    assert queries(2) == queries(10)
    found = page.get(reverse("members:household-list"), {"search": "zhangsan"}).content.decode()
    assert "张三" in found


@pytest.mark.parametrize("role", [Role.LEADER, Role.FINANCE])
def test_who_has_no_business_with_households_does_not_see_them(signed_in_as, district, household, role):
    browser = signed_in_as(role, district)
    assert browser.get(reverse("members:household-list")).status_code == 403
    assert browser.get(reverse("members:household-detail", args=[household.pk])).status_code in {403, 404}
