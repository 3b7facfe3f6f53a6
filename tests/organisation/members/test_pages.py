"""The pages of members through the full stack."""

import datetime
import re

import pytest
from django.urls import reverse

from tests.foundation.unions.factories import EmployerFactory, UnionFactory
from tests.organisation.members.factories import MembershipFactory, PersonFactory, TransferProposalFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.audit.services import RowChange, record
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.organisation.members.choices import LeaveKind, RetentionKind, TransferState
from yuanxin.organisation.members.models import Membership, Person, Retention, TransferProposal

NUMBER = "330106199001010018"
PHONE = "13812345678"


@pytest.fixture
def membership(grassroots):
    return MembershipFactory(union=grassroots, person__number=NUMBER, person__phone_number=PHONE)


@pytest.fixture
def chair(signed_in_as, grassroots):
    return signed_in_as(Role.GRASSROOTS_OFFICER, grassroots)


def sent(form):
    """The fields of a shown form as a browser would send them back, blanks for None."""
    return {name: "" if (value := form[name].value()) is None else value for name in form.fields}


@pytest.fixture
def pages(membership):
    """Every page about one record."""
    proposal = TransferProposalFactory(membership=membership, union=UnionFactory(parent=membership.union.parent))
    person, spell = [membership.person_id], [membership.pk]
    return {
        "members:person-detail": person,
        "members:person-edit": person,
        "members:person-clear": person,
        "members:membership-detail": spell,
        "members:membership-edit": spell,
        "members:membership-leave": spell,
        "members:membership-retain": spell,
        "members:membership-transfer": spell,
        "members:transferproposal-detail": [proposal.pk],
        "flow:step": [proposal._meta.label_lower, proposal.pk, "consent"],
    }


def test_every_page_opens_for_the_own_officer_without_a_number_or_a_phone_in_clear(chair, pages):
    for route, arguments in pages.items():
        address = reverse(route, args=arguments) + ("?side=former" if route == "flow:step" else "")
        response = chair.get(address)
        assert response.status_code == 200, route
        assert NUMBER not in response.content.decode()
        assert PHONE not in response.content.decode()
    for route in ("person-list", "membership-list", "transferproposal-list", "admit", "transfer-new"):
        assert chair.get(reverse(f"members:{route}")).status_code == 200
    assert chair.get(reverse("flow:inbox")).status_code == 200


def test_every_page_about_a_record_is_a_404_for_a_sibling(signed_in_as, street, pages):
    sibling = signed_in_as(Role.GRASSROOTS_OFFICER, UnionFactory(parent=street))
    for route, arguments in pages.items():
        address = reverse(route, args=arguments) + ("?side=former" if route == "flow:step" else "")
        assert sibling.get(address).status_code == 404, route


def test_a_leader_reads_and_writes_nothing(signed_in_as, grassroots, pages):
    leader = signed_in_as(Role.LEADER, grassroots)
    for route, arguments in pages.items():
        expected = 200 if route.endswith("detail") else 404 if route == "flow:step" else 403
        assert leader.get(reverse(route, args=arguments)).status_code == expected, route


@pytest.mark.parametrize("count", [2, 12])
def test_the_list_of_members_costs_the_same_for_two_and_for_twelve(
    chair, grassroots, count, django_assert_max_num_queries
):
    for _number in range(count):
        MembershipFactory(union=grassroots)
    chair.get(reverse("members:person-list"))
    with django_assert_max_num_queries(12):
        response = chair.get(reverse("members:person-list"))
    assert len(response.context["page"].rows) == count


def test_a_member_is_found_by_name_and_last_four(chair, membership, grassroots):
    PersonFactory.create_batch(2, union=grassroots)
    response = chair.get(reverse("members:person-list"), {"search": "张三0018"})
    assert [person.pk for person in response.context["page"].rows] == [membership.person_id]


def test_former_members_are_told_apart(chair, membership, grassroots):
    former = MembershipFactory(union=grassroots, left_on=datetime.date(2016, 1, 1), leave_kind=LeaveKind.LEFT).person
    for text, found in (("active", membership.person), ("former", former)):
        response = chair.get(reverse("members:person-list"), {"active": text})
        assert response.context["page"].rows == [found]


def test_a_member_is_admitted_on_a_page(chair, grassroots, street):
    EmployerFactory(union=street)
    page = chair.get(reverse("members:admit"))
    assert page.context["form"]["union"].initial == grassroots
    filled = sent(page.context["form"]) | {
        "name": "李娜",
        "document_number": NUMBER,
        "migrant": "yes",
    }
    response = chair.post(reverse("members:admit"), filled, follow=True)
    person = Person.objects.get()
    assert response.redirect_chain[-1][0] == reverse("members:person-detail", args=[person.pk])
    assert (person.name, person.migrant, unseal(person.document_number)) == ("李娜", True, NUMBER)


def test_a_wrong_number_comes_back_at_its_field_with_422(chair, grassroots):
    filled = {"union": grassroots.code, "name": "李娜", "document_type": "resident_id", "joined_on": "2016-06-30"}
    response = chair.post(reverse("members:admit"), filled | {"document_number": "330106199001010017"})
    assert response.status_code == 422
    assert response.context["form"].errors["document_number"]
    assert not Person.objects.exists()


def test_correcting_leaves_the_masked_values_as_they_are(chair, membership):
    address = reverse("members:person-edit", args=[membership.person_id])
    form = chair.get(address).context["form"]
    assert re.fullmatch(r"\d{6}\*+\d{4}", form["document_number"].value())
    response = chair.post(address, sent(form) | {"job": "焊工"})
    assert response.status_code == 302
    person = Person.objects.get()
    assert (person.job, unseal(person.document_number), unseal(person.phone)) == ("焊工", NUMBER, PHONE)
    assert person.version == 2


def test_a_form_that_was_overtaken_says_so(chair, membership):
    address = reverse("members:person-edit", args=[membership.person_id])
    shown = sent(chair.get(address).context["form"])
    chair.post(address, shown | {"job": "焊工"})
    response = chair.post(address, shown | {"job": "钳工"})
    assert response.status_code == 422
    assert Person.objects.get().job == "焊工"


def test_the_clear_view_asks_for_a_reason_and_is_not_kept(chair, membership):
    address = reverse("members:person-clear", args=[membership.person_id])
    assert chair.post(address, {"reason": ""}).status_code == 422
    response = chair.post(address, {"reason": "核对医保"})
    assert NUMBER in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert Event.objects.get(action="audit.clear_viewed").reason == "核对医保"


def test_a_membership_is_corrected_retained_and_ended_on_pages(chair, membership):
    today = clock.today().isoformat()
    pk = membership.pk
    edit = reverse("members:membership-edit", args=[pk])
    chair.post(edit, sent(chair.get(edit).context["form"]) | {"joined_on": "2015-04-01"})
    assert Membership.objects.get().joined_on == datetime.date(2015, 4, 1)
    chair.post(reverse("members:membership-retain", args=[pk]), {"kind": RetentionKind.RETIRED, "begins_on": today})
    assert Retention.objects.get().ends_on is None
    page = reverse("members:membership-detail", args=[pk])
    unretain = reverse("members:membership-unretain", args=[pk])
    shown = chair.get(page).content.decode()
    assert unretain in shown
    assert reverse("members:membership-retain", args=[pk]) not in shown, "it is retained already"
    refused = chair.post(unretain, {"ends_on": "2000-01-01"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["ends_on"])
    chair.post(unretain, {"ends_on": today})
    assert Retention.objects.get().ends_on == clock.today()
    assert Event.objects.filter(action="members.retention_ended").count() == 1
    assert unretain not in chair.get(page).content.decode()
    assert chair.get(unretain).status_code == 404
    leave = reverse("members:membership-leave", args=[pk])
    chair.post(leave, sent(chair.get(leave).context["form"]) | {"kind": LeaveKind.LEFT})
    assert Membership.objects.get().leave_kind == LeaveKind.LEFT


@pytest.mark.parametrize("page", ["admit", "transfer-new"])
def test_the_union_is_known_of_who_has_only_one(signed_in_as, grassroots, street, page):
    address = reverse(f"members:{page}")
    form = signed_in_as(Role.GRASSROOTS_OFFICER, grassroots).get(address).context["form"]
    assert form["union"].is_hidden
    assert grassroots in form.known.values()
    assert all("union" not in [bound.name for bound, _wide in group.fields] for group in form.drawn_groups())
    asked = signed_in_as(Role.STREET_OFFICER, street).get(address).context["form"]
    assert not asked["union"].is_hidden


def test_a_transfer_goes_from_page_to_page_to_its_end(signed_in_as, membership, grassroots, street):
    other = UnionFactory(parent=street)
    receiving = signed_in_as(Role.GRASSROOTS_OFFICER, other)
    filled = {"union": other.code, "name": "张三", "document_number": NUMBER}
    response = receiving.post(reverse("members:transfer-new"), filled, follow=True)
    assert grassroots.name not in response.content.decode()
    proposal = TransferProposal.objects.get()

    former = signed_in_as(Role.GRASSROOTS_OFFICER, grassroots)
    assert "张三" in former.get(reverse("flow:inbox")).content.decode()
    step = reverse("flow:step", args=[proposal._meta.label_lower, proposal.pk, "consent"]) + "?side=former"
    way = former.get(step).context["breadcrumbs"]
    assert str(way[0][0]) == "会员转接"
    assert way[1][1] == reverse("members:transferproposal-detail", args=[proposal.pk])
    response = former.post(step, {"opinion": "同意", "version": proposal.version}, follow=True)
    assert response.status_code == 200
    assert TransferProposal.objects.get().state == TransferState.DONE
    assert Membership.objects.open().get().union == other
    assert former.get(step).status_code == 404


def test_handing_over_asks_for_the_code_of_the_other_union(chair, membership, street):
    other = UnionFactory(parent=street)
    address = reverse("members:membership-transfer", args=[membership.pk])
    assert chair.post(address, {"code": "nothing"}).status_code == 422
    chair.post(address, {"code": other.code})
    assert TransferProposal.objects.get().union == other


def test_a_persons_timeline_does_not_tell_what_another_union_did(signed_in_as, actor_as, street, grassroots):
    former = UnionFactory(name="某某原工会", parent=street)
    elsewhere = actor_as(Role.GRASSROOTS_OFFICER, former)
    person = PersonFactory(union=grassroots)
    change = RowChange(person, {"union_id": former.pk, "job": "钳工"}, {"union_id": former.pk, "job": "焊工"})
    record(elsewhere, "members.person_corrected", person, union=former.pk, reason="别处的原因", changes=[change])
    address = reverse("members:person-detail", args=[person.pk])
    own = signed_in_as(Role.GRASSROOTS_OFFICER, grassroots).get(address).content.decode()
    assert "由其他工会办理。" in own
    above = signed_in_as(Role.STREET_OFFICER, street).get(address).content.decode()
    for told in (elsewhere.label, "别处的原因", "钳工"):
        assert told not in own
        assert told in above
