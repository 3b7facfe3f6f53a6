"""Programmes, goods, lists, receipts and claims as they stand; tests of a story call the services."""

import datetime
from decimal import Decimal

import factory

from tests.organisation.members.factories import HouseholdFactory, PersonFactory
from yuanxin.foundation.kernel.sealed import lookup_digest, seal
from yuanxin.welfare.care.choices import CareKind, Cause, ClaimKind, ClaimState, EntryKind, ProgrammeState
from yuanxin.welfare.care.models import (
    CondolenceProgramme,
    CoverClaim,
    GoodsEntry,
    GoodsItem,
    LossItem,
    ProgrammeGoods,
    Receipt,
    Receiver,
    Recipient,
)
from yuanxin.welfare.care.queries.recipients import key_text

TODAY = datetime.date(2016, 6, 20)
CARD = "6212261202000000001"


class ProgrammeFactory(factory.django.DjangoModelFactory):
    """A programme in the heat under way; give it its `union`."""

    class Meta:
        model = CondolenceProgramme

    kind = CareKind.COOL
    name = factory.Sequence(lambda number: f"第{number}次送清凉")
    project = "G20峰会重点工程"
    begins_on = datetime.date(2016, 6, 1)
    ends_on = datetime.date(2016, 8, 31)
    budget = Decimal(30000)
    state = ProgrammeState.RUNNING


class GoodsItemFactory(factory.django.DjangoModelFactory):
    """Goods of which `remain` are in store; give it its `union`."""

    class Meta:
        model = GoodsItem

    name = factory.Sequence(lambda number: f"夏令用品{number}")
    measure = "份"
    remain = 0
    received = factory.SelfAttribute("remain")


class GoodsEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GoodsEntry

    union = factory.SelfAttribute("item.union")
    kind = EntryKind.RECEIVED
    quantity = 10
    on = datetime.date(2016, 6, 1)


class ProgrammeGoodsFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProgrammeGoods

    per_head = 1


class ReceiptFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Receipt

    union = factory.SelfAttribute("programme.union")
    received_on = TODAY
    signed_by = "陈班长"
    people = 1


class RecipientFactory(factory.django.DjangoModelFactory):
    """Somebody on a list by name and phone, both given in clear."""

    class Meta:
        model = Recipient
        exclude = ("phone_number",)

    phone_number = factory.Sequence(lambda number: f"138{number:08d}")
    union = factory.SelfAttribute("programme.union")
    name = "李建国"
    employer_name = "奥体标段"
    phone = factory.LazyAttribute(lambda each: seal(each.phone_number))
    receiver = factory.LazyAttribute(
        lambda each: Receiver.objects.get_or_create(digest=lookup_digest(key_text(each.name, each.phone_number, "")))[0]
    )


class ClaimFactory(factory.django.DjangoModelFactory):
    """A fire in the home of a member, reported; give it its `union`."""

    class Meta:
        model = CoverClaim

    person = factory.SubFactory(PersonFactory, union=factory.SelfAttribute("..union"))
    household = factory.LazyAttribute(lambda claim: HouseholdFactory(head=claim.person))
    kind = ClaimKind.PROPERTY
    cause = Cause.FIRE
    happened_on = datetime.date(2016, 6, 3)
    reported_on = datetime.date(2016, 6, 6)
    place = "文三路自住房"
    details = factory.LazyFunction(lambda: seal("电器短路起火，烧毁家具。"))
    payee_name = factory.SelfAttribute("person.name")
    account = factory.LazyFunction(lambda: seal(CARD))
    bank = "工商银行"
    state = ClaimState.REPORTED
    computed = factory.LazyAttribute(
        lambda claim: Decimal(8000) if claim.state in {ClaimState.ASSESSED, ClaimState.APPROVED} else None
    )


class LossFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LossItem

    union = factory.SelfAttribute("claim.union")
    what = "衣柜"
    claimed = Decimal(8000)
