"""Schemes, units and enrolments as they stand; tests of a story call the services."""

import datetime
from decimal import Decimal

import factory

from tests.organisation.members.factories import MembershipFactory
from yuanxin.foundation.policies.models import Policy
from yuanxin.welfare.mutual_aid.choices import EnrolmentKind, EnrolmentState, SubsidyState, UnitState
from yuanxin.welfare.mutual_aid.models import Enrolment, FeeReceipt, Scheme, UnitEnrolment, UnitSubsidy

# In the window of the scheme of 2016.
TODAY = datetime.date(2015, 11, 2)


class SchemeFactory(factory.django.DjangoModelFactory):
    """The scheme of a year, with the usual window."""

    class Meta:
        model = Scheme

    class Params:
        year = 2016

    name = factory.LazyAttribute(lambda scheme: f"{scheme.year}年度职工医疗互助")
    begins_on = factory.LazyAttribute(lambda scheme: datetime.date(scheme.year, 1, 1))
    ends_on = factory.LazyAttribute(lambda scheme: datetime.date(scheme.year, 12, 31))
    opens_on = factory.LazyAttribute(lambda scheme: datetime.date(scheme.year - 1, 10, 20))
    closes_on = factory.LazyAttribute(lambda scheme: datetime.date(scheme.year - 1, 12, 20))


class UnitFactory(factory.django.DjangoModelFactory):
    """A list that is being made; give it its `union`."""

    class Meta:
        model = UnitEnrolment
        django_get_or_create = ("union", "scheme", "state")

    scheme = factory.LazyFunction(lambda: Scheme.objects.first() or SchemeFactory())
    state = UnitState.DRAFT
    begun_on = TODAY

    class Params:
        in_force = factory.Trait(
            state=UnitState.IN_FORCE,
            submitted_on=TODAY,
            paid_on=TODAY,
            checked_on=TODAY,
            effective_from=factory.SelfAttribute("scheme.begins_on"),
            per_head=Decimal(60),
        )


class EnrolmentFactory(factory.django.DjangoModelFactory):
    """Somebody on the list of a unit, a member of its union unless `person` is given."""

    class Meta:
        model = Enrolment

    unit = factory.SubFactory(UnitFactory, union=factory.SelfAttribute("..union"))
    scheme = factory.SelfAttribute("unit.scheme")
    person = factory.LazyAttribute(lambda enrolment: MembershipFactory(union=enrolment.union).person)

    class Params:
        valid = factory.Trait(
            state=EnrolmentState.VALID,
            kind=EnrolmentKind.RENEWAL,
            unit=factory.SubFactory(UnitFactory, union=factory.SelfAttribute("..union"), in_force=True),
            effective_from=factory.SelfAttribute("scheme.begins_on"),
            effective_to=factory.SelfAttribute("scheme.ends_on"),
        )


class ReceiptFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FeeReceipt

    union = factory.SelfAttribute("unit.union")
    number = factory.Sequence(lambda number: f"HD{number:06d}")
    amount = Decimal("60.00")
    received_on = TODAY
    payer = factory.LazyAttribute(lambda receipt: receipt.unit.union.name)


class SubsidyFactory(factory.django.DjangoModelFactory):
    """The subsidy of a unit in force, to be settled; give it its `union`."""

    class Meta:
        model = UnitSubsidy

    unit = factory.SubFactory(UnitFactory, union=factory.SelfAttribute("..union"), in_force=True)
    state = SubsidyState.COMPUTED
    policy = factory.LazyFunction(lambda: Policy.objects.get(code="mutual.unit_subsidy_rate"))
    persons = 10
    rate = Decimal(15)
    computed = Decimal(150)
    steps = factory.LazyFunction(
        lambda: [{"code": "persons_by_rate", "numbers": {"persons": "10", "per_head": "15.00"}, "result": "150.00"}]
    )
    computed_on = TODAY
