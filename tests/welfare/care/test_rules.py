"""What the cover pays."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanxin.welfare.care.choices import BARRING, Cause, ClaimKind, Reason
from yuanxin.welfare.care.rules import CoverSums, Deductible, Event, assess

DAY = datetime.date(2016, 6, 3)
SUMS = CoverSums(
    death=Decimal(50000),
    disability_percent={str(grade): 110 - 10 * grade for grade in range(1, 11)},
    medical_percent=80,
    medical_cap=Decimal(10000),
    property_caps={"fire": Decimal(30000), "theft": Decimal(10000)},
)
NOTHING_BORNE, BORNE = Deductible(Decimal(0), Decimal(0)), Deductible(Decimal(100), Decimal(500))


def event(kind, *amounts, cause=Cause.ACCIDENT, days=3, covered=True, grade=""):
    reported = DAY + datetime.timedelta(days=days)
    return Event(kind, cause, DAY, reported, covered, grade, [Decimal(amount) for amount in amounts])


@pytest.mark.parametrize(
    ("told", "borne", "amount", "reasons"),
    [
        (event(ClaimKind.DEATH), NOTHING_BORNE, "50000", ()),
        (event(ClaimKind.DISABILITY, grade="1"), NOTHING_BORNE, "50000", ()),
        (event(ClaimKind.DISABILITY, grade="10"), NOTHING_BORNE, "5000", ()),
        (event(ClaimKind.MEDICAL, "1000", "234.57"), NOTHING_BORNE, "987.66", (Reason.SHARE,)),
        (event(ClaimKind.MEDICAL, "1100"), BORNE, "800", (Reason.DEDUCTIBLE, Reason.SHARE)),
        (event(ClaimKind.MEDICAL, "50000"), NOTHING_BORNE, "10000", (Reason.SHARE, Reason.OVER_CAP)),
        (event(ClaimKind.PROPERTY, "8000", "500", cause=Cause.FIRE), NOTHING_BORNE, "8500", ()),
        (event(ClaimKind.PROPERTY, "30000", cause=Cause.FIRE), NOTHING_BORNE, "30000", ()),
        (event(ClaimKind.PROPERTY, "30000.01", cause=Cause.FIRE), NOTHING_BORNE, "30000", (Reason.OVER_CAP,)),
        (event(ClaimKind.PROPERTY, "500", cause=Cause.THEFT), BORNE, "0", (Reason.BELOW_DEDUCTIBLE,)),
        (event(ClaimKind.PROPERTY, "500.01", cause=Cause.THEFT), BORNE, "0.01", (Reason.DEDUCTIBLE,)),
        (event(ClaimKind.PROPERTY, "0", cause=Cause.THEFT), NOTHING_BORNE, "0", (Reason.BELOW_DEDUCTIBLE,)),
        (event(ClaimKind.PROPERTY, "9000", cause=Cause.OTHER), NOTHING_BORNE, "0", (Reason.CAUSE,)),
        (event(ClaimKind.DEATH, days=30), NOTHING_BORNE, "50000", ()),
        (event(ClaimKind.DEATH, days=31), NOTHING_BORNE, "0", (Reason.LATE,)),
        (event(ClaimKind.DEATH, covered=False), NOTHING_BORNE, "0", (Reason.NOT_COVERED,)),
    ],
)
def test_each_kind_of_claim(told, borne, amount, reasons):
    found = assess(told, SUMS, borne, 30)
    assert (found.amount, found.reasons) == (Decimal(amount), reasons)
    assert found.steps[-1].amount == found.amount


amounts = st.decimals(0, 200_000, places=2, allow_nan=False)


@given(
    kind=st.sampled_from([ClaimKind.MEDICAL, ClaimKind.PROPERTY]),
    cause=st.sampled_from([Cause.FIRE, Cause.THEFT]),
    bills=st.lists(amounts, max_size=6),
    days=st.integers(0, 60),
    covered=st.booleans(),
    borne=st.sampled_from([NOTHING_BORNE, BORNE]),
)
def test_never_more_than_the_loss_or_the_cap_and_never_cut_without_a_reason(kind, cause, bills, days, covered, borne):
    told = event(kind, *bills, cause=cause, days=days, covered=covered)
    found = assess(told, SUMS, borne, 30)
    loss = sum(told.amounts, Decimal(0))
    assert 0 <= found.amount <= min(loss, SUMS.medical_cap if kind is ClaimKind.MEDICAL else Decimal(30000))
    assert found.amount == loss or found.reasons
    assert (found.amount == 0) == bool(loss == 0 or set(found.reasons) & set(BARRING)) or found.amount < Decimal("0.01")


@given(amounts, amounts)
def test_a_greater_loss_never_pays_less(one, other):
    less, more = sorted((one, other))
    pays = [assess(event(ClaimKind.PROPERTY, each, cause=Cause.FIRE), SUMS, BORNE, 30).amount for each in (less, more)]
    assert pays[0] <= pays[1]


@pytest.mark.parametrize(
    "changed",
    [
        {"disability_percent": {"1": 100}},
        {"disability_percent": {str(grade): 10 * grade for grade in range(1, 11)}},
        {"medical_percent": 101},
        {"medical_cap": Decimal(-1)},
        {"property_caps": {"flood": Decimal(1)}},
    ],
)
def test_sums_that_cannot_be_are_refused(changed):
    with pytest.raises(ValueError):
        CoverSums(**{name: getattr(SUMS, name) for name in SUMS.__dataclass_fields__} | changed)
