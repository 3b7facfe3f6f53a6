"""Changing, merging, revoking and renewing a union: asked, reviewed, approved, and carried out in one transaction."""

import datetime
import io

import pytest
from django.urls import reverse
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from tests.foundation.accounts.browsers import browser_as
from tests.foundation.unions.factories import (
    CoverageFactory,
    EmployerFactory,
    OfficerFactory,
    TermFactory,
    UnionFactory,
)
from tests.organisation.founding.stories import DAY, OFFICERS, TODAY, change_approved, change_in, clerk, renewal
from tests.organisation.founding.test_pages import sent
from tests.organisation.founding.test_states import check_cells
from tests.organisation.members.factories import MembershipFactory, RetentionFactory, TransferProposalFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.documents.models import AgencyMark
from yuanxin.foundation.documents.services import hand_out
from yuanxin.foundation.flow import inbox
from yuanxin.foundation.flow.services import NotByYou, act
from yuanxin.foundation.kernel.errors import NotAllowed, Refused
from yuanxin.foundation.unions.choices import Form, Post, UnionState
from yuanxin.foundation.unions.models import Coverage, Officer, Term, Union
from yuanxin.foundation.unions.queries import find_by_code
from yuanxin.foundation.unions.services import UnionEnded
from yuanxin.organisation.founding.choices import ChangeKind, ChangeState, Fate
from yuanxin.organisation.founding.models import UnionChange
from yuanxin.organisation.founding.queries.changes import follows_of
from yuanxin.organisation.founding.queries.papers import change_paper
from yuanxin.organisation.founding.rules.terms import latest_postponement, latest_warned, warning_stage
from yuanxin.organisation.founding.services.changes import AlreadyAsked, Asked, NothingAsked, ask, correct_change
from yuanxin.organisation.founding.services.elections import NotYet
from yuanxin.organisation.founding.states import CHANGE_FLOW
from yuanxin.organisation.members.choices import LeaveKind, TransferState
from yuanxin.organisation.members.models import Membership, TransferProposal


@pytest.fixture
def union(street):
    return UnionFactory(parent=street, name="启真工会", code="QZ01")


@pytest.fixture
def other(street):
    return UnionFactory(parent=street, name="文三工会", code="WS01")


def test_name_form_address_place_and_employers_change_with_the_approval(union, district):
    place = UnionFactory(parent=district, level="street", form=Form.FEDERATION, name="古荡街道总工会")
    kept = CoverageFactory(union=union, employer__union=union.parent)
    added = EmployerFactory(union=union.parent)
    asked = Asked(
        reason="企业更名", new_name="启真科技工会", new_form=Form.JOINT, new_address="文三路9号", new_parent=place,
        covers=[added], uncovers=[kept.employer],
    )  # fmt: skip
    change = change_in(ChangeState.REVIEWED, union, ChangeKind.CHANGE, asked)
    told = follows_of(change, TODAY)
    assert any("启真科技工会" in line and "启真工会" in line for line in told)
    union.refresh_from_db()
    assert union.name == "启真工会", "nothing changes before the approval"
    change_approved(change)
    union.refresh_from_db()
    assert (union.name, union.form, union.address, union.parent) == ("启真科技工会", Form.JOINT, "文三路9号", place)
    assert union.path.startswith(place.path)
    kept.refresh_from_db()
    assert kept.ends_on == TODAY
    assert Coverage.objects.get(union=union, ends_on=None).employer == added


def test_a_merger_passes_everything_on_and_the_code_leads_on(union, other):
    MembershipFactory(union=union)
    change = change_in(ChangeState.REVIEWED, union, ChangeKind.MERGER, Asked(reason="企业合并", survivor=other))
    change_approved(change)
    union.refresh_from_db()
    assert (union.state, union.merged_into, union.ended_on) == (UnionState.MERGED, other, TODAY)
    assert find_by_code("QZ01") == other
    assert Membership.objects.open().get().union == other


def test_a_revoked_union_hands_on_what_it_has_and_keeps_its_code(union, other):
    MembershipFactory(union=union)
    coverage = CoverageFactory(union=union, employer__union=union.parent)
    asked = Asked(reason="企业注销", fate=Fate.PASS_ON, survivor=other)
    change_approved(change_in(ChangeState.REVIEWED, union, ChangeKind.REVOCATION, asked))
    union.refresh_from_db()
    assert (union.state, find_by_code("QZ01")) == (UnionState.REVOKED, union)
    assert Membership.objects.open().get().union == other
    assert Coverage.objects.get(union=other).employer == coverage.employer


def test_a_revocation_may_end_memberships_retentions_coverage_and_transfers(union, other):
    ending, going = MembershipFactory(union=union), MembershipFactory(union=union)
    retention = RetentionFactory(membership=ending)
    away = TransferProposalFactory(membership=going, union=other)
    coming = TransferProposalFactory(membership=MembershipFactory(union=other), union=union)
    CoverageFactory(union=union, employer__union=union.parent)
    asked = Asked(reason="企业注销", fate=Fate.END)
    change_approved(change_in(ChangeState.REVIEWED, union, ChangeKind.REVOCATION, asked))
    union.refresh_from_db()
    ending.refresh_from_db()
    retention.refresh_from_db()
    assert (union.state, ending.left_on, ending.leave_kind) == (UnionState.REVOKED, TODAY, LeaveKind.LEFT)
    assert retention.ends_on == TODAY
    assert not Coverage.objects.filter(ends_on=None).exists()
    assert not TransferProposal.objects.open().exists()
    assert TransferProposal.objects.get(pk=away.pk).state == TransferState.REFUSED
    assert TransferProposal.objects.get(pk=coming.pk).state == TransferState.WITHDRAWN


def test_a_revocation_says_what_becomes_of_members_and_waits_for_lower_unions(union, other):
    with pytest.raises(Refused) as undecided:
        ask(actor=clerk(1), union=union, kind=ChangeKind.REVOCATION, asked=Asked(reason="注销"), today=TODAY)
    assert undecided.value.field == "fate"
    UnionFactory(parent=union)
    with pytest.raises(Refused, match="1家下级工会"):
        ask(
            actor=clerk(1), union=union, kind=ChangeKind.REVOCATION, asked=Asked(reason="注销", fate=Fate.END),
            today=TODAY,
        )  # fmt: skip


def test_with_a_new_term_the_old_officers_step_down(union):
    MembershipFactory.create_batch(40, union=union)
    OfficerFactory(union=union, name="老主席")
    TermFactory(union=union, number=1, begins_on=datetime.date(2013, 7, 1), ends_on=datetime.date(2016, 6, 30))
    begins = TODAY
    change = change_in(ChangeState.REVIEWED, union, ChangeKind.RENEWAL, renewal(2, begins))
    change_approved(change)
    assert [(each.name, each.post) for each in Officer.objects.filter(union=union, ends_on=None)] == list(OFFICERS)
    assert Officer.objects.get(name="老主席").ends_on == begins
    terms = [
        (each.number, each.begins_on, each.ends_on) for each in Term.objects.filter(union=union).order_by("number")
    ]
    assert terms == [
        (1, datetime.date(2013, 7, 1), begins - DAY), (2, begins, datetime.date(2019, 6, 29)),
    ]  # fmt: skip


def test_an_election_without_majority_makes_no_new_term(union):
    with pytest.raises(NotYet, match="至少须得21票"):
        ask(
            actor=clerk(1), union=union, kind=ChangeKind.RENEWAL, asked=renewal(2, TODAY, votes=20), today=TODAY,
        )  # fmt: skip
    assert not UnionChange.objects.exists()


def test_an_election_is_postponed_by_six_months_at_most(union):
    term = TermFactory(union=union, number=1, begins_on=datetime.date(2013, 9, 1), ends_on=datetime.date(2016, 8, 31))
    for wrong in (datetime.date(2016, 8, 31), datetime.date(2017, 3, 1)):
        with pytest.raises(Refused) as refused:
            ask(
                actor=clerk(1), union=union, kind=ChangeKind.POSTPONEMENT, today=TODAY,
                asked=Asked(reason="企业改制", term_ends_on=wrong),
            )  # fmt: skip
        assert refused.value.field == "term_ends_on"
    asked = Asked(reason="企业改制", term_ends_on=datetime.date(2017, 2, 28))
    change_approved(change_in(ChangeState.REVIEWED, union, ChangeKind.POSTPONEMENT, asked))
    term.refresh_from_db()
    assert term.ends_on == datetime.date(2017, 2, 28)


def test_what_cannot_be_carried_out_any_more_is_not_approved(union, other, officer):
    change = change_in(ChangeState.REVIEWED, union, ChangeKind.MERGER, Asked(reason="合并", survivor=other))
    Union.objects.filter(pk=other.pk).update(state=UnionState.REVOKED)
    with pytest.raises(UnionEnded):
        change_approved(change)
    change.refresh_from_db()
    assert (change.state, change.approval_number) == (ChangeState.REVIEWED, "")


def test_the_same_is_asked_once_and_nothing_is_no_change(union):
    asked = Asked(reason="企业更名", new_name="新名工会")
    change = ask(actor=clerk(1), union=union, kind=ChangeKind.CHANGE, asked=asked, today=TODAY)
    with pytest.raises(AlreadyAsked):
        ask(actor=clerk(1), union=union, kind=ChangeKind.CHANGE, asked=asked, today=TODAY)
    with pytest.raises(NothingAsked):
        correct_change(actor=clerk(1), change=change, asked=Asked(reason="没有"), today=TODAY)


def test_nobody_decides_on_what_they_asked(union, street, actor_as):
    chair = actor_as(Role.GRASSROOTS_OFFICER, union)
    asked = Asked(reason="企业更名", new_name="新名工会")
    change = ask(actor=chair, union=union, kind=ChangeKind.CHANGE, asked=asked, today=TODAY)
    with pytest.raises(NotAllowed):
        act(change, "review", actor=chair, today=TODAY, opinion="同意")
    clerk_of_street = actor_as(Role.STREET_OFFICER, street)
    act(change, "review", actor=clerk_of_street, today=TODAY, opinion="同意")
    with pytest.raises(NotAllowed):
        change_approved(change, actor=clerk_of_street)
    other = change_in(ChangeState.REVIEWED, UnionFactory(parent=street), ChangeKind.CHANGE, asked)
    for who in (0, 1):
        with pytest.raises(NotByYou):
            change_approved(other, actor=clerk(who))


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (ChangeKind.CHANGE, "变更事项的批复"),
        (ChangeKind.MERGER, "并入文三工会的批复"),
        (ChangeKind.REVOCATION, "关于同意撤销"),
        (ChangeKind.RENEWAL, "第2届选举结果的批复"),
        (ChangeKind.POSTPONEMENT, "延期换届的批复"),
    ],
)
def test_each_approval_has_its_letter(union, other, officer, kind, title):
    TermFactory(union=union, number=1, begins_on=datetime.date(2013, 9, 1), ends_on=datetime.date(2016, 8, 31))
    asked = {
        ChangeKind.CHANGE: Asked(reason="更名", new_name="新名工会"),
        ChangeKind.MERGER: Asked(reason="合并", survivor=other),
        ChangeKind.REVOCATION: Asked(reason="注销", fate=Fate.END),
        ChangeKind.RENEWAL: renewal(2, TODAY),
        ChangeKind.POSTPONEMENT: Asked(reason="改制", term_ends_on=datetime.date(2016, 12, 31)),
    }[kind]
    change = change_approved(change_in(ChangeState.REVIEWED, union, kind, asked))
    _name, content = hand_out(actor=officer, paper=change_paper(change), target=change, today=TODAY)
    said = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
    assert title in said
    assert change.approval_number == "西总工〔2016〕1号"
    assert change.approval_number in said


@pytest.mark.parametrize("state", ChangeState)
def test_every_state_action_and_role_of_a_change(state, union, district, actor_as):
    change = change_in(state, union, ChangeKind.CHANGE, Asked(reason="更名", new_name="新名工会"))
    if state == ChangeState.REVIEWED:
        UnionChange.objects.filter(pk=change.pk).update(approved_on=TODAY, approval_number="西总工〔2016〕1号")
    check_cells(CHANGE_FLOW, state, change, {role: actor_as(role, district) for role in Role})


def test_a_term_near_its_end_waits_in_the_unions_inbox_until_something_is_asked(union, street, actor_as):
    chair = actor_as(Role.GRASSROOTS_OFFICER, union)
    TermFactory(union=union, number=1, begins_on=datetime.date(2013, 9, 1), ends_on=datetime.date(2016, 8, 31))
    assert not inbox.waiting(chair, datetime.date(2016, 2, 27))
    for day, words, late in (
        (datetime.date(2016, 2, 29), "6个月内届满", False),
        (datetime.date(2016, 6, 30), "3个月内届满", False),
        (datetime.date(2016, 8, 1), "1个月内届满", False),
        (datetime.date(2016, 9, 1), "已届满", True),
    ):
        (source,) = inbox.waiting(chair, day)
        assert [(item.state, item.overdue) for item in source.items] == [(words, late)]
    assert not inbox.waiting(actor_as(Role.STREET_OFFICER, street), TODAY), "whoever stands above is not flooded"
    asked = Asked(reason="改制", term_ends_on=datetime.date(2016, 12, 31))
    ask(actor=clerk(1), union=union, kind=ChangeKind.POSTPONEMENT, asked=asked, today=TODAY)
    assert not inbox.waiting(chair, TODAY)


@given(
    today=st.dates(datetime.date(2015, 1, 1), datetime.date(2017, 12, 31)), days=st.integers(-10, 400),
    months=st.integers(1, 12),
)  # fmt: skip
def test_what_is_warned_and_what_is_looked_for_is_the_same(today, days, months):
    ends_on = today + days * DAY
    warned = warning_stage(ends_on, (months,), today) is not None
    assert warned == (ends_on <= latest_warned(today, months))


def test_warnings_come_six_three_and_one_months_before():
    ends = datetime.date(2016, 9, 30)
    stages = {
        datetime.date(2016, 3, 29): None, datetime.date(2016, 3, 30): 6, datetime.date(2016, 6, 30): 3,
        datetime.date(2016, 8, 30): 1, datetime.date(2016, 9, 30): 1, datetime.date(2016, 10, 1): 0,
    }  # fmt: skip
    assert {day: warning_stage(ends, (6, 3, 1), day) for day in stages} == stages
    assert latest_postponement(datetime.date(2016, 8, 31), 6) == datetime.date(2017, 2, 28)


def test_a_change_is_asked_put_right_and_approved_on_the_pages(union, street, district, signed_in_as, time_machine):
    time_machine.move_to(f"{TODAY}T10:00:00+08:00", tick=False)
    AgencyMark.objects.create(union=district, mark="西总工")
    chair, office, upper = (
        browser_as(role, place)
        for role, place in (
            (Role.GRASSROOTS_OFFICER, union),
            (Role.STREET_OFFICER, street),
            (Role.DISTRICT_OFFICER, district),
        )
    )
    page = reverse("founding:union-ask-change", args=[union.pk])
    assert chair.post(page, {"reason": "更名", "new_parent": "NOWHERE"}).status_code == 422
    answer = chair.post(page, sent(chair.get(page).context["form"]) | {"reason": "更名", "new_name": "启真二工会"})
    assert answer.status_code == 302, answer.context["form"].errors
    change = UnionChange.objects.get()
    assert "启真二工会" in chair.get(answer.url).content.decode()
    edit = reverse("founding:unionchange-edit", args=[change.pk])
    answer = chair.post(edit, sent(chair.get(edit).context["form"]) | {"new_name": "启真三工会"})
    assert answer.status_code == 302, answer.context["form"].errors
    step = reverse("flow:step", args=["founding.unionchange", change.pk, "review"])
    assert office.post(step, {"opinion": "同意", "version": 2}).status_code == 302
    approve = reverse("founding:unionchange-approve", args=[change.pk])
    assert "启真三工会" in upper.get(approve).content.decode()
    assert upper.post(approve, sent(upper.get(approve).context["form"])).status_code == 302
    union.refresh_from_db()
    assert union.name == "启真三工会"
    assert "启真三工会" in upper.get(reverse("founding:unionchange-list")).content.decode()


def test_a_new_term_is_reported_on_its_page(union, signed_in_as):
    chair = signed_in_as(Role.GRASSROOTS_OFFICER, union)
    page = reverse("founding:union-ask-renewal", args=[union.pk])
    form = chair.get(page).context["form"]
    rows = {}
    for number, (name, post) in enumerate(OFFICERS, start=1):
        rows |= {f"name_{number}": name, f"post_{number}": post, f"votes_{number}": "30", f"elected_{number}": "on"}
    given = {"entitled": "40", "present": "38", "term_years": "5", **rows}
    answer = chair.post(page, sent(form) | given)
    assert answer.status_code == 302, answer.context["form"].errors
    change = UnionChange.objects.get()
    assert change.candidates.filter(elected=True, post=Post.CHAIR).count() == 1
    edit = reverse("founding:unionchange-edit", args=[change.pk])
    assert chair.get(edit).context["form"]["name_1"].value() == OFFICERS[0][0]
