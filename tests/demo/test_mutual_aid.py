"""Enrolments and subsidies of a demonstration come to the facts, whatever they are, and are such as the house makes."""

import datetime
from decimal import Decimal

import pytest
from django.db.models import Count, F, Q

from tests.demo import factories
from tests.demo.factories import H1_2016
from yuanxin.demo.spec import BadFacts, Fact, Facts
from yuanxin.foundation.figures.queries import exported_rows, measure
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.payments.choices import PaymentState
from yuanxin.foundation.payments.models import Fund, Payment
from yuanxin.foundation.unions.queries import topmost_union
from yuanxin.welfare.mutual_aid.choices import EnrolmentState, SubsidyState, UnitState
from yuanxin.welfare.mutual_aid.models import Enrolment, UnitEnrolment, UnitSubsidy
from yuanxin.welfare.mutual_aid.queries.units import due_of

ENROLMENTS, SUBSIDIES = "mutual_aid.enrolments", "mutual_aid.unit_subsidies"


def facts_of(
    enrolments: int | None, subsidies: str | None, period: tuple[datetime.date, datetime.date] = H1_2016
) -> Facts:
    values = {ENROLMENTS: (enrolments, "人次"), SUBSIDIES: (subsidies, "元")}
    return Facts(
        union="西湖区总工会",
        division="330106",
        begins_on=period[0],
        ends_on=period[1],
        facts=tuple(
            Fact(id=code, figure=code, value=Decimal(value), unit=unit)
            for code, (value, unit) in values.items()
            if value is not None
        ),
    )


def measured(facts: Facts, code: str) -> Decimal:
    union = topmost_union()
    assert union is not None
    return measure(code, union, Period(facts.begins_on, facts.ends_on)).value


def build(facts: Facts) -> None:
    factories.build(facts, only=("mutual_aid",))


@pytest.mark.parametrize(
    ("enrolments", "subsidies"),
    [
        (0, "0"),
        (1, "15"),
        (1, "0.01"),
        (1500, "0"),
        (1500, "18777.77"),
        (1500, "22500"),
        (1500, "22500.01"),
        (1500, "44999.99"),
        (2500, "31027.35"),
    ],
)
def test_the_records_come_to_the_facts_to_the_fen(db, enrolments, subsidies):
    facts = facts_of(enrolments, subsidies)
    build(facts)
    assert measured(facts, ENROLMENTS) == enrolments
    assert measured(facts, SUBSIDIES) == Decimal(subsidies)
    assert measured(facts, "mutual_aid.persons") == enrolments


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2016-01-01", "2016-01-01"),
        ("2016-10-27", "2017-01-05"),
        ("2016-06-01", "2016-12-31"),
        ("2017-02-01", "2017-03-01"),
    ],
)
def test_whatever_the_period(db, first, last):
    facts = facts_of(900, "7654.32", (datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)))
    build(facts)
    assert measured(facts, ENROLMENTS) == 900
    assert measured(facts, SUBSIDIES) == Decimal("7654.32")


@pytest.mark.parametrize(("enrolments", "subsidies"), [(100, "1.001"), (100, "-1"), (0, "10")])
def test_money_that_no_payments_come_to_is_refused(db, enrolments, subsidies):
    with pytest.raises(BadFacts, match="unit_subsidies"):
        build(facts_of(enrolments, subsidies))


def test_the_records_are_such_as_the_house_makes(db):
    facts = facts_of(1200, "12345.67")
    build(facts)
    assert not Enrolment.objects.exclude(unit__scheme=F("scheme")).exists()
    assert not Enrolment.objects.exclude(union=F("unit__union")).exists()
    settled = (UnitState.IN_FORCE, UnitState.ENDED, UnitState.RENEWED)
    valid = Count("enrolments", filter=Q(enrolments__state=EnrolmentState.VALID))
    units = UnitEnrolment.objects.filter(state__in=settled).annotate(valid=valid)
    assert units.exists()
    assert not units.exclude(valid=F("persons")).exists()
    assert not [unit for unit in units[:50] if due_of(unit)], "every fee is paid"
    for unit in units.order_by("pk")[:20]:
        steps = list(Decision.objects.on(unit).values_list("action", "round"))
        assert [action for action, _round in steps][:4] == ["begin", "submit", "pay", "check"]
        assert unit.version == len(steps)
    paid = UnitSubsidy.objects.filter(state=SubsidyState.PAID)
    assert not paid.exclude(paid_on__gte=F("settled_on")).exists()
    assert not paid.filter(settled_on__lt=F("computed_on")).exists()
    assert not UnitSubsidy.objects.filter(~Q(settled=F("computed")), settled__isnull=False, reason="").exists()
    assert all(fund.balance >= 0 for fund in Fund.objects.all().with_balances())


def test_there_is_something_before_the_period_after_it_and_for_everybody_to_do(db):
    build(facts_of(1200, "9000"))
    years = set(Enrolment.objects.valid().values_list("scheme__begins_on__year", flat=True))
    assert {2015, 2016} <= years
    assert {UnitState.DRAFT, UnitState.SUBMITTED, UnitState.PAID} <= set(
        UnitEnrolment.objects.values_list("state", flat=True)
    )
    assert {SubsidyState.COMPUTED, SubsidyState.SETTLED} <= set(UnitSubsidy.objects.values_list("state", flat=True))
    assert Payment.objects.of(SUBSIDIES.removesuffix("ies") + "y").filter(state=PaymentState.WAITING).exists()
    assert Payment.objects.paid().filter(paid_on__gt=H1_2016[1]).exists()


def test_the_figures_come_again_from_their_rows(db):
    facts = facts_of(300, "2222.22")
    build(facts)
    union = topmost_union()
    for code in (ENROLMENTS, SUBSIDIES, "mutual_aid.persons", "mutual_aid.units"):
        told = measure(code, union, Period(facts.begins_on, facts.ends_on))
        rows = list(exported_rows(code, union, Period(facts.begins_on, facts.ends_on)))
        assert Decimal(told.figure.measure.recomputed(rows)) == told.value
