"""The pages of unions through the full stack."""

import datetime

import pytest
from django.urls import reverse

from tests.foundation.unions.factories import (
    CoverageFactory,
    EmployerFactory,
    OfficerFactory,
    TermFactory,
    UnionFactory,
)
from tests.organisation.members.factories import MembershipFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.figures.services import refresh
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.unions.choices import Engagement, Industry, Level, Post, UnionState
from yuanxin.foundation.unions.models import Coverage, Employer, Officer, Term, Union
from yuanxin.foundation.unions.queries import find_by_code
from yuanxin.organisation.members.models import Membership

LISTS = ("tree", "union-list", "officer-list", "term-list", "employer-list", "coverage-list")
OF_THE_TREE = ("union-new", "union-rename", "union-move", "union-merge", "union-revoke", "union-annul")
ABOVE_ONLY = ("union-move", "union-merge", "union-revoke", "union-annul")


def sent(form):
    """The fields of a shown form as a browser would send them back, blanks for None."""
    return {name: "" if (value := form[name].value()) is None else value for name in form.fields}


def send(browser, route, *arguments, **filled):
    """Open the page of a form, change what is `filled`, send it."""
    address = reverse(f"founding:{route}", args=arguments)
    return browser.post(address, sent(browser.get(address).context["form"]) | filled)


@pytest.fixture
def other(street):
    return UnionFactory(name="圆心电子厂工会", code="OTHER", parent=street)


@pytest.fixture
def pages(street, grassroots):
    """Every page about one record."""
    employer = EmployerFactory(union=street)
    of_union = ("detail", "new", "edit", "rename", "move", "merge", "revoke", "annul")
    records = {
        **{f"union-{page}": grassroots for page in of_union},
        **{f"{page}-new": grassroots for page in ("officer", "term", "coverage")},
        "branch": grassroots,
        "officer-detail": OfficerFactory(union=grassroots),
        "officer-end": OfficerFactory(union=grassroots, post=Post.VICE_CHAIR),
        "term-detail": (term := TermFactory(union=grassroots)),
        "term-end": term,
        "employer-detail": employer,
        "employer-edit": employer,
        "coverage-detail": (coverage := CoverageFactory(union=grassroots, employer=employer)),
        "coverage-end": coverage,
    }
    return {page: [record.pk] for page, record in records.items()}


@pytest.mark.parametrize("role", [Role.STREET_OFFICER, Role.DISTRICT_OFFICER])
def test_every_page_opens_for_the_officer_but_the_tree_is_changed_by_the_district_only(
    signed_in_as, district, street, pages, role
):
    browser = signed_in_as(role, street if role == Role.STREET_OFFICER else district)
    for page, arguments in pages.items():
        expected = 403 if page in OF_THE_TREE and role == Role.STREET_OFFICER else 200
        assert browser.get(reverse(f"founding:{page}", args=arguments)).status_code == expected, page
    for page in (*LISTS, "employer-new"):
        assert browser.get(reverse(f"founding:{page}")).status_code == 200, page


def test_a_street_officer_is_offered_to_apply_for_what_the_district_decides(signed_in_as, street, grassroots):
    browser = signed_in_as(Role.STREET_OFFICER, street)
    page = browser.get(reverse("founding:union-detail", args=[grassroots.pk])).content.decode()
    for direct in OF_THE_TREE:
        assert reverse(f"founding:{direct}", args=[grassroots.pk]) not in page, direct
    for kind in ("change", "merger", "revocation", "renewal", "postponement"):
        assert reverse(f"founding:union-ask-{kind}", args=[grassroots.pk]) in page, kind


def test_every_page_about_a_record_is_a_404_for_a_sibling(signed_in_as, district, pages):
    sibling = signed_in_as(Role.DISTRICT_OFFICER, UnionFactory(level=Level.STREET, parent=district))
    for page, arguments in pages.items():
        assert sibling.get(reverse(f"founding:{page}", args=arguments)).status_code == 404, page


def test_a_leader_reads_and_writes_nothing(signed_in_as, street, pages):
    leader = signed_in_as(Role.LEADER, street)
    for page, arguments in pages.items():
        expected = 200 if page.endswith("detail") or page == "branch" else 403
        assert leader.get(reverse(f"founding:{page}", args=arguments)).status_code == expected, page


def test_a_unions_place_and_end_are_decided_above_it(signed_in_as, street):
    browser = signed_in_as(Role.DISTRICT_OFFICER, street)
    for page in ABOVE_ONLY:
        assert browser.get(reverse(f"founding:{page}", args=[street.pk])).status_code == 403, page


def test_a_union_is_created_named_and_corrected_on_pages(signed_in_as, street):
    browser = signed_in_as(Role.DISTRICT_OFFICER, street)
    send(browser, "union-new", street.pk, name="圆心重工工会", code="N1", form="committee", approved_on="2016-05-01")
    union = Union.objects.get(code="N1")
    assert (union.parent, union.approved_on) == (street, datetime.date(2016, 5, 1))
    send(browser, "union-rename", union.pk, name="圆心重工集团工会", reason="企业更名")
    send(browser, "union-edit", union.pk, telephone="0571-87654321")
    union.refresh_from_db()
    assert (union.name, union.telephone, union.version) == ("圆心重工集团工会", "0571-87654321", 3)


def test_a_taken_code_comes_back_at_its_field_with_422(signed_in_as, street, grassroots):
    browser = signed_in_as(Role.DISTRICT_OFFICER, street)
    response = send(browser, "union-new", street.pk, name="新工会", code=grassroots.code, form="committee")
    assert response.status_code == 422
    assert response.context["form"].errors["code"]


def test_a_union_moves_on_a_page_that_tells_what_goes_with_it(signed_in_as, district, street, grassroots):
    UnionFactory(parent=grassroots)
    park = UnionFactory(level=Level.PARK, parent=district, code="PARK")
    browser = signed_in_as(Role.DISTRICT_OFFICER, district)
    page = browser.get(reverse("founding:union-move", args=[grassroots.pk]))
    assert len(page.context["follows"]) == 1
    send(browser, "union-move", grassroots.pk, parent="PARK", reason="区划调整")
    grassroots.refresh_from_db()
    assert grassroots.parent == park


def test_a_merger_tells_what_passes_on_and_a_revocation_what_stands_in_the_way(signed_in_as, street, grassroots, other):
    MembershipFactory.create_batch(2, union=grassroots)
    CoverageFactory(union=grassroots)
    browser = signed_in_as(Role.DISTRICT_OFFICER, street)
    refused = send(browser, "union-revoke", grassroots.pk, reason="停业")
    assert refused.status_code == 422
    told = " ".join(refused.context["in_the_way"])
    assert "尚有2名在籍会员。" in told
    assert "尚有1家覆盖单位。" in told
    merger = browser.get(reverse("founding:union-merge", args=[grassroots.pk]))
    assert "2名在籍会员转由保留的工会承接。" in merger.context["follows"]
    assert send(browser, "union-merge", grassroots.pk, survivor=other.code, reason="企业合并").status_code == 302
    grassroots.refresh_from_db()
    assert (grassroots.state, grassroots.merged_into) == (UnionState.MERGED, other)
    assert Membership.objects.open().filter(union=other).count() == 2


def test_a_code_of_older_papers_leads_to_the_union_from_then_on(signed_in_as, street, grassroots):
    browser = signed_in_as(Role.GRASSROOTS_OFFICER, grassroots)
    page = reverse("founding:union-detail", args=[grassroots.pk])
    assert reverse("founding:formercode-new", args=[grassroots.pk]) in browser.get(page).content.decode()
    assert send(browser, "formercode-new", grassroots.pk, code="JIU-0017").status_code == 302
    assert find_by_code("JIU-0017") == grassroots
    assert "JIU-0017" in browser.get(page).content.decode()
    for taken in ("JIU-0017", street.code):
        refused = send(browser, "formercode-new", grassroots.pk, code=taken)
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["code"])


def test_the_industry_of_an_employer_is_shown_by_its_name(signed_in_as, street):
    employer = EmployerFactory(union=street, industry=Industry.INFORMATION)
    browser = signed_in_as(Role.STREET_OFFICER, street)
    for address in (reverse("founding:employer-detail", args=[employer.pk]), reverse("founding:employer-list")):
        assert "信息传输、软件和信息技术服务业" in browser.get(address).content.decode()
    offered = browser.get(reverse("founding:employer-new")).content.decode()
    assert "F 批发和零售业" in offered
    refused = send(browser, "employer-edit", employer.pk, industry="U")
    assert refused.status_code == 422


def test_a_union_with_many_lower_ones_shows_the_first_and_leads_to_all(signed_in_as, district):
    street = UnionFactory(parent=district, level=Level.STREET)
    UnionFactory.create_batch(51, parent=street)
    browser = signed_in_as(Role.DISTRICT_OFFICER, district)
    page = browser.get(reverse("founding:union-detail", args=[street.pk])).content.decode()
    assert "只显示前 50 条" in page
    everything = f"{reverse('founding:union-list')}?union={street.code}"
    assert everything in page
    assert browser.get(everything).context["count"].number == 52


def test_officers_come_and_go_and_terms_keep_to_the_policy(signed_in_as, street, grassroots):
    browser = signed_in_as(Role.GRASSROOTS_OFFICER, grassroots)
    send(browser, "officer-new", grassroots.pk, name="王秀英", post=Post.CHAIR, engagement=Engagement.PART_TIME)
    officer = Officer.objects.get()
    send(browser, "officer-end", officer.pk)
    assert Officer.objects.get().ends_on == clock.today()
    refused = send(browser, "term-new", grassroots.pk, begins_on="2016-01-01", ends_on="2019-12-31")
    assert refused.status_code == 422
    send(browser, "term-new", grassroots.pk, begins_on="2016-01-01", ends_on="2018-12-31")
    assert Term.objects.get().number == 1


def test_a_federations_term_is_five_years(signed_in_as, district, street):
    browser = signed_in_as(Role.STREET_OFFICER, street)
    refused = send(browser, "term-new", street.pk, begins_on="2016-01-01", ends_on="2018-12-31")
    assert refused.context["form"].errors["ends_on"]


def test_an_employer_is_entered_covered_corrected_and_let_go(signed_in_as, street, grassroots):
    browser = signed_in_as(Role.STREET_OFFICER, street)
    send(browser, "employer-new", union=street.code, name="圆心机械厂", credit_code="91330106MA27X1A03B")
    employer = Employer.objects.get()
    send(browser, "coverage-new", grassroots.pk, employer="圆心机械厂")
    send(browser, "employer-edit", employer.pk, staff="120")
    employer.refresh_from_db()
    assert employer.staff == 120
    send(browser, "coverage-end", Coverage.objects.get().pk)
    assert Coverage.objects.get().ends_on == clock.today()


def test_who_covers_an_employer_corrects_it_without_moving_it(signed_in_as, street, grassroots):
    employer = CoverageFactory(union=grassroots, employer=EmployerFactory(union=street)).employer
    browser = signed_in_as(Role.GRASSROOTS_OFFICER, grassroots)
    page = browser.get(reverse("founding:employer-edit", args=[employer.pk]))
    assert "union" not in page.context["form"].fields
    send(browser, "employer-edit", employer.pk, staff="30")
    assert Employer.objects.get().staff == 30


def test_the_tree_begins_where_the_reader_stands_and_opens_branch_by_branch(signed_in_as, street, grassroots, other):
    branch = UnionFactory(name="第一车间分会", parent=grassroots)
    MembershipFactory.create_batch(2, union=branch)
    browser = signed_in_as(Role.STREET_OFFICER, street)
    page = browser.get(reverse("founding:tree"))
    assert [each.union for each in page.context["roots"]] == [street]
    (root,) = page.context["roots"]
    assert (root.below, root.grassroots, root.members) == (2, 3, 2)
    assert branch.name not in page.content.decode()
    part = browser.get(reverse("founding:branch", args=[grassroots.pk]), headers={"HX-Request": "true"})
    assert branch.name in part.content.decode()
    assert "<html" not in part.content.decode()
    alone = browser.get(reverse("founding:branch", args=[grassroots.pk]))
    assert branch.name in alone.content.decode()
    assert "<html" in alone.content.decode()


@pytest.mark.parametrize("page", ["tree", "union-list"])
@pytest.mark.parametrize("count", [2, 12])
def test_tree_and_list_cost_the_same_for_two_and_for_twelve(
    signed_in_as, street, page, count, django_assert_max_num_queries
):
    UnionFactory.create_batch(count, parent=street)
    refresh()
    browser = signed_in_as(Role.STREET_OFFICER, street)
    browser.get(reverse(f"founding:{page}"))
    with django_assert_max_num_queries(12):
        assert browser.get(reverse(f"founding:{page}")).status_code == 200


def test_a_record_leads_to_its_union_where_the_reader_may_open_it(signed_in_as, district, street):
    officer = OfficerFactory(union=street)
    address = reverse("founding:union-detail", args=[street.pk])
    page = signed_in_as(Role.STREET_OFFICER, street).get(reverse("founding:officer-detail", args=[officer.pk]))
    assert f'<a href="{address}">{street}</a>' in page.content.decode()
    above = signed_in_as(Role.STREET_OFFICER, street).get(address).content.decode()
    assert reverse("founding:union-detail", args=[district.pk]) not in above
    assert str(district) in above


def test_a_unions_own_officer_reads_its_approval_and_does_not_write_it(signed_in_as, street, grassroots):
    approved_on = grassroots.approved_on
    browser = signed_in_as(Role.GRASSROOTS_OFFICER, grassroots)
    page = browser.get(reverse("founding:union-edit", args=[grassroots.pk]))
    assert not {"approved_on", "approval_number"} & set(page.context["form"].fields)
    assert str(approved_on) in page.content.decode()
    forged = {"telephone": "0571-87654321", "approved_on": "2016-06-01", "approval_number": "1"}
    assert send(browser, "union-edit", grassroots.pk, **forged).status_code == 302
    grassroots.refresh_from_db()
    assert (grassroots.telephone, grassroots.approved_on) == ("0571-87654321", approved_on)
    send(signed_in_as(Role.DISTRICT_OFFICER, street), "union-edit", grassroots.pk, approved_on="2016-06-01")
    grassroots.refresh_from_db()
    assert grassroots.approved_on == datetime.date(2016, 6, 1)


def test_the_page_of_a_union_with_all_that_it_can_have_asks_at_most_twelve_queries(
    signed_in_as, street, django_assert_max_num_queries
):
    for make in (OfficerFactory, TermFactory, CoverageFactory):
        make(union=street)
    UnionFactory(parent=street)
    client = signed_in_as(Role.DISTRICT_OFFICER, street)
    page = reverse("founding:union-detail", args=[street.pk])
    client.get(page)
    with django_assert_max_num_queries(12):
        client.get(page)
