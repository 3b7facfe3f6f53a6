"""Bills: what they leave to the worker, claimed once, struck off for a reason that is told."""

import datetime
from decimal import Decimal

import pytest

from tests.foundation.unions.factories import UnionFactory
from tests.welfare.mutual_aid.claims.claiming import TODAY, a_number, entered, fresh, step, with_bill
from tests.welfare.mutual_aid.claims.factories import EnrolmentFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.unions.choices import Level
from yuanxin.welfare.mutual_aid import services
from yuanxin.welfare.mutual_aid.choices import Reason
from yuanxin.welfare.mutual_aid.models import Bill
from yuanxin.welfare.mutual_aid.queries.claims import strikes_of

NUMBER = "33010116 0012345678"


@pytest.fixture
def claim(chair, worker, hospital, illness):
    return entered(chair, worker, hospital, illness)


def test_a_bill_tells_what_is_left_to_the_worker(chair, claim):
    bill = with_bill(chair, claim, number=NUMBER, total=Decimal("1000.50"), pool=Decimal("600.25"), other=Decimal(100))
    assert (bill.own, bill.counts) == (Decimal("300.25"), Decimal("300.25"))
    assert (fresh(claim).asked, fresh(claim).counted) == (Decimal("300.25"), Decimal("300.25"))
    assert unseal(bill.number) == "330101160012345678"
    event = Event.objects.get(action="mutual_aid.bill_added")
    assert event.union == claim.union_id
    assert NUMBER not in str(list(Change.objects.filter(event=event.pk).values()))


@pytest.mark.parametrize(
    ("amounts", "field"),
    [
        ({"total": Decimal(0)}, "total"),
        ({"total": Decimal(100), "pool": Decimal("60.01"), "excluded": Decimal(40)}, "total"),
        ({"total": Decimal(100), "pool": Decimal(-1)}, "total"),
        ({"total": Decimal(100_000_000)}, "total"),
        ({"total": Decimal(100), "issued_on": TODAY + datetime.timedelta(days=1)}, "issued_on"),
    ],
)
def test_what_can_be_no_bill_is_refused_at_its_field(chair, claim, amounts, field):
    with pytest.raises(Refused) as refused:
        with_bill(chair, claim, **amounts)
    assert refused.value.field == field
    assert not Bill.objects.exists()


def test_bills_of_a_claim_stay_below_what_is_counted_exactly(chair, claim):
    with_bill(chair, claim, total=Decimal("99999999.98"))
    with_bill(chair, claim, total=Decimal("0.01"))
    with pytest.raises(Refused):
        with_bill(chair, claim, total=Decimal("0.01"))


@pytest.mark.parametrize(
    "written", ["33010116-0012345678", "３３０１０１１６　00１２３４５６７８", " 330101160012345678 "]
)
def test_a_bill_is_claimed_once_however_its_number_is_written(chair, claim, worker, hospital, illness, written):
    """Guard 2: nothing is paid twice for one bill."""
    with_bill(chair, claim, number=NUMBER)
    other = entered(chair, worker, hospital, illness)
    for again in (claim, other):
        with pytest.raises(services.DuplicateBill, match="R17") as refused:
            with_bill(chair, again, number=written)
        assert refused.value.field == "number"
        assert fresh(claim).number in str(refused.value)
    assert Bill.objects.count() == 1


def test_a_bill_claimed_in_another_union_is_told_without_saying_where(
    chair, claim, district, hospital, illness, actor_as
):
    elsewhere = UnionFactory(parent=UnionFactory(parent=district, level=Level.STREET))
    there = EnrolmentFactory(union=elsewhere).person
    stranger = actor_as(Role.GRASSROOTS_OFFICER, elsewhere)
    with_bill(stranger, entered(stranger, there, hospital, illness), number=NUMBER)
    with pytest.raises(services.DuplicateBill) as refused:
        with_bill(chair, claim, number=NUMBER)
    assert "LP" not in str(refused.value)


def test_the_number_of_a_bill_is_free_again_once_it_is_taken_out_or_its_claim_withdrawn(
    chair, claim, worker, hospital, illness
):
    bill = with_bill(chair, claim, number=NUMBER)
    services.remove_bill(actor=chair, bill=bill, today=TODAY, version=bill.version)
    assert (fresh(claim).asked, claim.bills.get().removed) == (0, True)
    with_bill(chair, claim, number=NUMBER)
    step(claim, "withdraw", chair, opinion="录入有误")
    with_bill(chair, entered(chair, worker, hospital, illness), number=NUMBER)
    assert list(Bill.objects.order_by("pk").values_list("removed", "live")) == [
        (True, False), (False, False), (False, True),
    ]  # fmt: skip


def test_a_bill_is_corrected_while_the_claim_may_be_changed(chair, claim, clerk):
    bill = with_bill(chair, claim, number=NUMBER)
    given = {"issued_on": bill.issued_on, "total": Decimal(900), "pool": Decimal(100)}
    corrected = services.correct_bill(actor=chair, bill=bill, number="", today=TODAY, version=1, **given)
    assert (corrected.own, unseal(corrected.number), fresh(claim).asked) == (Decimal(800), "330101160012345678", 800)
    with pytest.raises(Stale):
        services.correct_bill(actor=chair, bill=bill, number="", today=TODAY, version=1, **given)
    step(claim, "submit", chair)
    for act in (
        lambda: services.correct_bill(actor=chair, bill=bill, number="", today=TODAY, version=2, **given),
        lambda: services.remove_bill(actor=chair, bill=bill, today=TODAY, version=2),
        lambda: with_bill(chair, claim),
    ):
        with pytest.raises(services.ClaimClosed):
            act()


def test_nobody_else_adds_bills(claim, reviewer, district, actor_as):
    with pytest.raises(NotAllowed):
        with_bill(reviewer, claim)
    with pytest.raises(OutOfScope):
        with_bill(actor_as(Role.STREET_OFFICER, UnionFactory(parent=district, level=Level.STREET)), claim)


# --- striking off ----------------------------------------------------------------------------------------------------


def strike(actor, bill, amount, reason=Reason.OUTSIDE_CATALOGUE, note="空调费", version=None):
    bill.refresh_from_db()
    return services.strike_bill(
        actor=actor, bill=bill, struck=Decimal(amount), reason=reason, note=note, today=TODAY,
        version=version or bill.version,
    )  # fmt: skip


@pytest.fixture
def sent(chair, claim):
    with_bill(chair, claim, number=NUMBER)
    step(claim, "submit", chair)
    return fresh(claim)


def test_who_checks_the_documents_strikes_off_with_reason_name_and_day(sent, clerk):
    bill = strike(clerk, sent.bills.get(), "800")
    assert (bill.struck_for, bill.struck_note, bill.struck_by, bill.struck_on) == (
        Reason.OUTSIDE_CATALOGUE, "空调费", clerk.label, TODAY,
    )  # fmt: skip
    assert (fresh(sent).asked, fresh(sent).counted) == (Decimal(14_800), Decimal(14_000))
    (said,) = strikes_of([bill])
    assert (said.code, said.sentence) == ("R51", "其中800.00元为医保目录外费用，不计入合规自付。")
    taken_back = strike(clerk, bill, "0", "")
    assert (taken_back.struck, taken_back.struck_for, taken_back.struck_by) == (0, "", "")
    assert fresh(sent).counted == Decimal(14_800)


@pytest.mark.parametrize(
    ("amount", "reason", "field"),
    [("14800.01", Reason.OTHER_STAY, "struck"), ("-1", Reason.OTHER_STAY, "struck"), ("1", "", "reason"),
     ("1", Reason.WAITING, "reason")],
)  # fmt: skip
def test_no_more_is_struck_off_than_was_asked_and_never_without_a_reason(sent, clerk, amount, reason, field):
    with pytest.raises(Refused) as refused:
        strike(clerk, sent.bills.get(), amount, reason)
    assert refused.value.field == field


def test_the_result_follows_when_the_inspection_strikes_off(sent, clerk, officer, reviewer, chair):
    bill = sent.bills.get()
    step(sent, "check", clerk)
    with pytest.raises(services.ClaimClosed):
        strike(clerk, bill, "100")
    step(sent, "compute", officer)
    step(sent, "select", officer)
    with pytest.raises(NotAllowed):
        strike(clerk, bill, "100")
    strike(reviewer, bill, "4800", Reason.OTHER_STAY)
    claim = fresh(sent)
    # 9,500 count: 1,500 and 40 per cent of 4,500.
    assert (claim.counted, claim.computed) == (Decimal(10_000), Decimal(3_300))
    assert claim.calculations.count() == 2
    assert claim.calculation.steps[5] == {"step": "struck", "amount": "-4800.00"}


def test_whoever_entered_a_claim_strikes_nothing_off_it(street, worker, hospital, illness, actor_as):
    both = actor_as(Role.STREET_OFFICER, street)
    claim = entered(both, worker, hospital, illness)
    bill = with_bill(both, claim, number=a_number())
    step(claim, "submit", both)
    with pytest.raises(NotAllowed):
        strike(both, bill, "1")
