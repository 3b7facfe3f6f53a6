"""A street officer decides a transfer, applies for what the district decides, and sees nothing of other streets."""

import pytest

from tests.journeys.traveller import Traveller
from yuanxin.foundation.accounts.models import Appointment
from yuanxin.foundation.unions.choices import Form, Level
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.founding.models import UnionChange
from yuanxin.organisation.members.choices import TransferState
from yuanxin.organisation.members.models import Membership, Person, TransferProposal

NAME = "杭州众恩益数字科技有限公司工会委员会"


@pytest.fixture
def street() -> Union:
    return Appointment.objects.get(user__username="street").union


@pytest.fixture
def officer(traveller: Traveller) -> Traveller:
    traveller.signs_in("street")
    return traveller


def test_both_sides_of_a_transfer_decide_and_the_member_moves(officer, street):
    """The union that holds the member consents first; then the street, for the union that receives."""
    ours = Appointment.objects.get(user__username="grassroots").union
    proposal = TransferProposal.objects.filter(former_union=ours, state=TransferState.PROPOSED).first()
    assert proposal is not None
    officer.visits("flow/")
    officer.signs_out()

    officer.signs_in("grassroots")
    officer.visits("flow/")
    officer.follows(proposal.person.name)
    officer.follows("同意")
    officer.submits_well()
    assert "转入" not in officer.reads("aside").split("同意")[0], "one union cannot speak for the other"
    officer.signs_out()

    officer.signs_in("street")
    officer.visits(f"organisation/members/transfers/{proposal.pk}/")
    officer.follows("同意 — 转入工会")
    officer.fills(opinion="材料齐全")
    officer.submits_well()
    assert "已转接" in officer.reads(".page-head")
    assert "材料齐全" in officer.reads("aside")
    proposal.refresh_from_db()
    assert proposal.person.union == proposal.union
    assert Membership.objects.open().get(person=proposal.person).union == proposal.union


def test_a_union_asks_for_another_name_the_street_reviews_and_the_district_approves(officer, street):
    """No direct page is offered below the district: the name changes with the approval, and its letter is there."""
    ours = Appointment.objects.get(user__username="grassroots").union
    old_name = ours.name
    page = f"organisation/founding/unions/{ours.pk}/"
    officer.visits(page)
    assert not officer.page.locator(f"main a[href='/{page}rename/']").count()
    officer.is_refused(f"{page}rename/", 403)
    officer.signs_out()

    officer.signs_in("grassroots")
    standing = UnionChange.objects.get(union=ours)
    officer.visits(f"organisation/founding/changes/{standing.pk}/")
    officer.follows("撤回")
    officer.submits_well()
    officer.visits(page)
    officer.follows("申请变更")
    assert officer.submits() == 422, "nothing is asked without a reason"
    officer.finds_no_barrier()
    officer.fills(new_name=NAME, reason="企业更名")
    officer.submits_well()
    change = UnionChange.objects.latest("pk")
    officer.signs_out()

    officer.signs_in("street")
    officer.visits("flow/")
    officer.visits(f"organisation/founding/changes/{change.pk}/")
    officer.follows("审核上报")
    officer.fills(opinion="情况属实")
    officer.submits_well()
    ours.refresh_from_db()
    assert ours.name == old_name, "nothing changes before the approval"
    officer.signs_out()

    officer.signs_in("district")
    officer.visits(f"organisation/founding/changes/{change.pk}/")
    officer.follows("批复申请")
    officer.submits_well()
    ours.refresh_from_db()
    change.refresh_from_db()
    assert ours.name == NAME
    assert change.approval_number in officer.reads()


def test_what_lies_in_another_street_is_not_there(visitor):
    visitor.signs_in("street")
    street = Appointment.objects.get(user__username="street").union
    other = Union.objects.filter(level=Level.STREET).in_force().exclude(pk=street.pk).first()
    assert other is not None
    below = Union.objects.within(other).filter(form=Form.COMMITTEE).in_force().first()
    person = Person.objects.within(other).first()
    for address in (
        f"organisation/founding/unions/{other.pk}/",
        f"organisation/founding/unions/{below.pk}/edit/",
        f"organisation/members/{person.pk}/",
        f"organisation/members/{person.pk}/clear/",
        f"insight/figures/members.stock/?union={other.code}",
    ):
        visitor.is_refused(address)
