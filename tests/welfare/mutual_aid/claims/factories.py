"""Schemes, enrolments and claims as they stand; stories of several steps call the services."""

import datetime
from decimal import Decimal

import factory

from tests.organisation.members.factories import PersonFactory
from yuanxin.foundation.kernel.names import title_pinyin
from yuanxin.foundation.kernel.sealed import lookup_digest, seal
from yuanxin.welfare.mutual_aid.choices import EnrolmentState, UnitState
from yuanxin.welfare.mutual_aid.models import Bill, Claim, Enrolment, Hospital, Illness, Scheme, UnitEnrolment

BEGIN, END = datetime.date(2016, 1, 1), datetime.date(2016, 12, 31)
ADMITTED, DISCHARGED = datetime.date(2016, 3, 1), datetime.date(2016, 3, 10)


class SchemeFactory(factory.django.DjangoModelFactory):
    """The scheme of 2016."""

    class Meta:
        model = Scheme
        django_get_or_create = ("name",)

    name = "2016年度职工医疗互助"
    begins_on, ends_on = BEGIN, END
    opens_on, closes_on = datetime.date(2015, 10, 20), datetime.date(2015, 12, 20)


class UnitEnrolmentFactory(factory.django.DjangoModelFactory):
    """A union's enrolment in force; give it its `union`."""

    class Meta:
        model = UnitEnrolment
        django_get_or_create = ("union", "scheme")

    scheme = factory.SubFactory(SchemeFactory)
    state = UnitState.IN_FORCE
    begun_on = datetime.date(2015, 11, 1)
    effective_from = BEGIN


class EnrolmentFactory(factory.django.DjangoModelFactory):
    """A person's cover for the whole scheme, without a waiting period; give it its `union`, or its `person`."""

    class Meta:
        model = Enrolment

    person = factory.SubFactory(PersonFactory, union=factory.SelfAttribute("..union"))
    union = factory.SelfAttribute("person.union")
    unit = factory.SubFactory(UnitEnrolmentFactory, union=factory.SelfAttribute("..union"))
    scheme = factory.SelfAttribute("unit.scheme")
    state = EnrolmentState.VALID
    effective_from, effective_to = BEGIN, END


class HospitalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Hospital

    code = factory.Sequence(lambda number: f"H{number:05d}")
    name = factory.Sequence(lambda number: f"第{number}人民医院")
    pinyin = factory.LazyAttribute(lambda hospital: title_pinyin(hospital.name)[0])
    initials = factory.LazyAttribute(lambda hospital: title_pinyin(hospital.name)[1])
    listed_from = datetime.date(2010, 1, 1)


class IllnessFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Illness

    code = factory.Sequence(lambda number: f"K{number:02d}.900")
    name = factory.Sequence(lambda number: f"第{number}种疾病")
    pinyin = factory.LazyAttribute(lambda illness: title_pinyin(illness.name)[0])
    initials = factory.LazyAttribute(lambda illness: title_pinyin(illness.name)[1])


class ClaimFactory(factory.django.DjangoModelFactory):
    """A claim as it stands; give it its `enrolment`, or the `union` of somebody who is enrolled."""

    class Meta:
        model = Claim
        exclude = ("diagnosis", "card")

    diagnosis = "K35.900 急性阑尾炎"
    card = "6212261202000000001"
    enrolment = factory.SubFactory(EnrolmentFactory, union=factory.SelfAttribute("..union"))
    person = factory.SelfAttribute("enrolment.person")
    union = factory.LazyAttribute(lambda claim: claim.enrolment.union)
    hospital = factory.SubFactory(HospitalFactory)
    admitted_on, discharged_on = ADMITTED, DISCHARGED
    illness = factory.LazyAttribute(lambda claim: seal(claim.diagnosis))
    payee_name = factory.SelfAttribute("person.name")
    account = factory.LazyAttribute(lambda claim: seal(claim.card))
    bank = "工商银行西湖支行"
    entered_on = datetime.date(2016, 4, 1)
    submitted_on = datetime.date(2016, 4, 1)


class BillFactory(factory.django.DjangoModelFactory):
    """A bill; give it its `claim`."""

    class Meta:
        model = Bill
        exclude = ("written",)

    written = factory.Sequence(lambda number: f"33010116{number:010d}")
    number = factory.LazyAttribute(lambda bill: seal(bill.written))
    number_digest = factory.LazyAttribute(lambda bill: lookup_digest(bill.written))
    issued_on = DISCHARGED
    total = Decimal(48_000)
    pool = Decimal(30_000)
    major = other = Decimal(0)
    excluded = Decimal(3_200)
    own = factory.LazyAttribute(lambda bill: bill.total - bill.pool - bill.major - bill.other - bill.excluded)
