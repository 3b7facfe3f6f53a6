"""The pages of duplicates, through the whole stack."""

import pytest
from django.urls import reverse

from tests.foundation.unions.factories import CoverageFactory, EmployerFactory, UnionFactory
from tests.organisation.members.factories import MembershipFactory
from tests.organisation.rosters.factories import PairFactory, SearchFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.kernel.choices import WorkState
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.unions.choices import UnionState
from yuanxin.foundation.unions.models import Employer, Merge, Union
from yuanxin.organisation.members.models import Membership, Person
from yuanxin.organisation.rosters.choices import PairKind, PairState
from yuanxin.organisation.rosters.models import DuplicatePair, DuplicateSearch

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(signed_in_as, street):
    return signed_in_as(Role.STREET_OFFICER, street)


@pytest.fixture
def pair(grassroots):
    """Two entries of one active member."""
    pair = PairFactory(union=grassroots)
    for person in Person.objects.all():
        MembershipFactory(person=person, union=grassroots)
    return pair


def given(pair, keep, other, **fields):
    kept, gone = Person.objects.get(pk=keep), Person.objects.get(pk=other)
    return {"keep": keep, "kept_version": kept.version, "other_version": gone.version, "reason": "同一人"} | fields


def test_the_list_says_why_and_shows_those_to_be_decided(browser, pair, grassroots):
    PairFactory(union=grassroots, state=PairState.REFUSED, label="李四")
    page = browser.get(reverse("rosters:personpair-list"))
    assert "手机号码相同（+35）" in page.content.decode()
    assert "李四" not in page.content.decode()
    assert "李四" in browser.get(reverse("rosters:personpair-list"), {"state": "refused"}).content.decode()


def test_the_list_asks_the_same_number_of_questions_for_two_pairs_and_twelve(
    browser, grassroots, django_assert_max_num_queries
):
    for pairs in (2, 10):
        PairFactory.create_batch(pairs, union=grassroots)
        with django_assert_max_num_queries(14):
            browser.get(reverse("rosters:personpair-list"))


def test_side_by_side_numbers_are_masked_and_what_differs_is_marked(browser, pair):
    person = Person.objects.get(pk=pair.left)
    Person.objects.filter(pk=pair.right).update(job="焊工")
    page = browser.get(reverse("rosters:pair-merge", args=[pair.pk])).content.decode()
    number = unseal(person.document_number)
    assert number not in page
    assert f"{number[:6]}********{number[-4:]}" in page
    assert "焊工" in page
    assert page.count('class="differs"') >= 2
    assert "其他工会" not in page


def test_two_active_memberships_ask_which_one_stays(browser, pair):
    address = reverse("rosters:pair-merge", args=[pair.pk])
    answer = browser.post(address, given(pair, pair.left, pair.right))
    assert answer.status_code == 422
    assert "请选择保留哪一段会籍" in answer.content.decode()
    assert Person.objects.count() == 2
    stays = Membership.objects.get(person=pair.right).pk
    answer = browser.post(address, given(pair, pair.left, pair.right, stays=stays, take_job="other"))
    merge = Merge.objects.get()
    assert answer.url == reverse("rosters:merge-detail", args=[merge.pk])
    assert Membership.objects.open().get().pk == stays
    pair.refresh_from_db()
    assert pair.state == PairState.MERGED
    assert "会籍" in browser.get(answer.url).content.decode()


def test_a_merge_without_a_reason_or_of_a_record_changed_since_is_refused(browser, pair):
    address = reverse("rosters:pair-merge", args=[pair.pk])
    stays = Membership.objects.get(person=pair.left).pk
    assert browser.post(address, given(pair, pair.left, pair.right, stays=stays, reason="")).status_code == 422
    sent = given(pair, pair.left, pair.right, stays=stays)
    Person.objects.filter(pk=pair.right).update(version=7)
    answer = browser.post(address, sent)
    assert answer.status_code == 422
    assert Person.objects.count() == 2


def test_the_other_record_can_be_kept(browser, pair):
    page = browser.get(reverse("rosters:pair-merge", args=[pair.pk]), {"keep": pair.right}).content.decode()
    assert f'name="keep" value="{pair.right}"' in page
    assert browser.get(reverse("rosters:pair-merge", args=[pair.pk]), {"keep": "999999"}).status_code == 200


def test_pairs_are_refused_one_by_one_and_ticked(browser, pair, grassroots):
    browser.post(reverse("rosters:pair-refuse", args=[pair.pk]))
    pair.refresh_from_db()
    assert pair.state == PairState.REFUSED
    more = PairFactory.create_batch(3, union=grassroots)
    address = reverse("rosters:personpair-bulk", args=["refuse"])
    browser.post(address, {"pk": [each.pk for each in more]})
    assert not DuplicatePair.objects.open().exists()
    assert browser.get(reverse("rosters:pair-merge", args=[pair.pk])).status_code == 302


def test_a_merge_is_taken_apart_from_its_history(browser, pair):
    stays = Membership.objects.get(person=pair.left).pk
    browser.post(reverse("rosters:pair-merge", args=[pair.pk]), given(pair, pair.left, pair.right, stays=stays))
    merge = Merge.objects.get()
    address = reverse("rosters:merge-take-apart", args=[merge.pk])
    assert address in browser.get(reverse("rosters:merge-list")).content.decode()
    assert browser.post(address, {"reason": ""}).status_code == 422
    browser.post(address, {"reason": "不是同一人"})
    assert Person.objects.count() == 2
    answer = browser.post(address, {"reason": "不是同一人"})
    assert answer.status_code == 422


def test_employers_and_unions_are_merged_side_by_side(signed_in_as, district, street):
    browser = signed_in_as(Role.DISTRICT_OFFICER, district)
    employers = [EmployerFactory(union=street, name=name) for name in ("圆心科技有限公司", "圆心科技公司")]
    unions = [UnionFactory(parent=street, name=name) for name in ("圆心科技工会", "圆心科技工会委员会")]
    for union, employer in zip(unions, employers, strict=True):
        CoverageFactory(union=union, employer=employer)
    for kind, (kept, gone) in ((PairKind.EMPLOYER, employers), (PairKind.UNION, unions)):
        pair = PairFactory(kind=kind, left=kept.pk, right=gone.pk, union=street)
        address = reverse("rosters:pair-merge", args=[pair.pk])
        page = browser.get(address)
        assert gone.name in page.content.decode()
        sent = {"keep": kept.pk, "kept_version": kept.version, "other_version": gone.version, "reason": "重复建档"}
        assert browser.post(address, sent | {"on": "2016-06-30"}).status_code == 302
    assert list(Employer.objects.all()) == [employers[0]]
    assert Union.objects.get(pk=unions[1].pk).state == UnionState.MERGED


def test_a_street_officer_says_that_two_unions_differ_and_leaves_their_merger_to_the_district(browser, street):
    kept, gone = (UnionFactory(parent=street, name=name) for name in ("圆心科技工会", "圆心科技工会委员会"))
    pair = PairFactory(kind=PairKind.UNION, left=kept.pk, right=gone.pk, union=street)
    page = browser.get(reverse("rosters:unionpair-detail", args=[pair.pk])).content.decode()
    address = reverse("rosters:pair-merge", args=[pair.pk])
    assert address not in page
    sent = {"keep": kept.pk, "kept_version": kept.version, "other_version": gone.version, "reason": "重复建档"}
    assert browser.post(address, sent | {"on": "2016-06-30"}).status_code == 403
    assert Union.objects.get(pk=gone.pk).state == UnionState.ACTIVE
    assert browser.post(reverse("rosters:pair-refuse", args=[pair.pk])).status_code == 302
    pair.refresh_from_db()
    assert pair.state == PairState.REFUSED


def test_a_search_is_started_watched_and_cancelled(browser, street):
    answer = browser.post(reverse("rosters:duplicatesearch-new"), {"kind": "person", "union": street.name})
    search = DuplicateSearch.objects.get()
    assert answer.url == reverse("rosters:duplicatesearch-detail", args=[search.pk])
    assert "hx-trigger" in browser.get(answer.url).content.decode()
    assert browser.get(reverse("rosters:duplicatesearch-progress", args=[search.pk])).status_code == 200
    browser.post(reverse("rosters:duplicatesearch-cancel", args=[search.pk]))
    search.refresh_from_db()
    assert search.work_state == WorkState.CANCELLED
    ended = browser.get(reverse("rosters:duplicatesearch-progress", args=[search.pk]))
    assert ended["HX-Refresh"] == "true"


def test_a_search_that_met_large_groups_says_so(browser, street):
    block = {"code": "phone", "pairs": 9, "largest": 500, "oversized": 1, "oversized_rows": 500}
    search = SearchFactory(union=street, counts={"compared": 9, "blocks": [block]})
    assert "500" in browser.get(reverse("rosters:duplicatesearch-detail", args=[search.pk])).content.decode()


def test_another_unions_officer_is_told_that_there_is_nothing(signed_in_as, pair, street):
    stranger = signed_in_as(Role.GRASSROOTS_OFFICER, UnionFactory(parent=street))
    for page in ("rosters:pair-merge", "rosters:personpair-detail"):
        assert stranger.get(reverse(page, args=[pair.pk])).status_code == 404
    assert stranger.post(reverse("rosters:pair-refuse", args=[pair.pk])).status_code == 404
