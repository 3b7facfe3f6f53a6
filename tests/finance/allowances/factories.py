"""Calls, allowances, rosters and grants as they stand; tests of a story call the services."""

import datetime
from decimal import Decimal

import factory

from tests.organisation.members.factories import invented_number
from yuanxin.finance.allowances.choices import SETTLED, AllowanceState
from yuanxin.finance.allowances.models import AllowanceCall, AllowanceGrant, StaffAllowance, StaffEntry
from yuanxin.finance.allowances.rules import RATE, computed, counted_on
from yuanxin.foundation.kernel.sealed import lookup_digest, seal
from yuanxin.foundation.policies.models import Policy

TODAY = datetime.date(2016, 5, 20)
FIRST_NUMBER = 3_000_000


class CallFactory(factory.django.DjangoModelFactory):
    """The call of 2016 at 500 yuan; give it its district as `union`."""

    class Meta:
        model = AllowanceCall

    year = 2016
    called_on = datetime.date(2016, 3, 1)
    closes_on = datetime.date(2016, 6, 30)
    rate = Decimal(500)
    policy = factory.LazyFunction(lambda: Policy.objects.get(code=RATE, ends_on=None))


class AllowanceFactory(factory.django.DjangoModelFactory):
    """A draft by default; in a later state with what that state has. Give it its `union`, and the district's `call`."""

    class Meta:
        model = StaffAllowance

    state = AllowanceState.DRAFT
    call = factory.SubFactory(CallFactory, union=factory.SelfAttribute("..union"))
    account = factory.LazyFunction(lambda: seal("33001616727053012345"))
    bank = "建设银行西湖支行"
    headcount = factory.LazyAttribute(lambda allowance: 12 if allowance.state != "draft" else 0)
    computed = factory.LazyAttribute(
        lambda allowance: computed(allowance.headcount, allowance.call.rate) if allowance.state != "draft" else None
    )
    approved = factory.LazyAttribute(lambda allowance: allowance.computed if allowance.state in SETTLED else None)
    approved_on = factory.LazyAttribute(lambda allowance: TODAY if allowance.state in SETTLED else None)
    counts_on = factory.LazyAttribute(
        lambda allowance: counted_on(allowance.call.year, allowance.approved_on) if allowance.approved_on else None
    )


class EntryFactory(factory.django.DjangoModelFactory):
    """One person on a roster; `number` is given in clear and stored sealed."""

    class Meta:
        model = StaffEntry
        exclude = ("number",)

    number = factory.Sequence(lambda sequence: invented_number(FIRST_NUMBER + sequence))
    union = factory.SelfAttribute("allowance.union")
    year = factory.SelfAttribute("allowance.call.year")
    name = "沈佳"
    document_number = factory.LazyAttribute(lambda entry: seal(entry.number))
    document_digest = factory.LazyAttribute(lambda entry: lookup_digest(entry.number))
    job = "协管员"


class GrantFactory(factory.django.DjangoModelFactory):
    """A summary drawn up of nothing yet; give it its district as `union`."""

    class Meta:
        model = AllowanceGrant

    call = factory.SubFactory(CallFactory, union=factory.SelfAttribute("..union"))
    number = 1
    units = 1
    staff = 12
    amount = Decimal(6000)
    drawn_up_on = TODAY
