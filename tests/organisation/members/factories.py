"""Persons and memberships as they stand, with invented numbers whose check digit is right."""

import datetime

import factory

from yuanxin.foundation.kernel.names import initials_of, pinyin_of
from yuanxin.foundation.kernel.numbers import check_digit
from yuanxin.foundation.kernel.sealed import lookup_digest, seal
from yuanxin.organisation.members.choices import (
    ConsentChannel,
    JoinKind,
    Relation,
    RetentionKind,
    Sex,
    TransferSource,
)
from yuanxin.organisation.members.models import (
    Application,
    Card,
    Expulsion,
    Household,
    HouseholdMember,
    Membership,
    Person,
    Retention,
    TransferProposal,
)

FIRST_BIRTHDAY = datetime.date(1985, 1, 1)


def invented_number(sequence: int) -> str:
    """A resident number for each `sequence` below five million: 999 to a birthday."""
    born_on = FIRST_BIRTHDAY + datetime.timedelta(days=sequence // 999)
    body = f"330106{born_on:%Y%m%d}{sequence % 999 + 1:03d}"
    return body + check_digit(body)


class PersonFactory(factory.django.DjangoModelFactory):
    """A person; `number` and `phone_number` are given in clear and stored sealed."""

    class Meta:
        model = Person
        exclude = ("number", "phone_number")

    number = factory.Sequence(invented_number)
    phone_number = ""
    name = "张三"
    pinyin = factory.LazyAttribute(lambda person: pinyin_of(person.name))
    initials = factory.LazyAttribute(lambda person: initials_of(person.name))
    document_number = factory.LazyAttribute(lambda person: seal(person.number))
    document_digest = factory.LazyAttribute(lambda person: lookup_digest(person.number))
    phone = factory.LazyAttribute(lambda person: seal(person.phone_number) if person.phone_number else None)
    phone_digest = factory.LazyAttribute(
        lambda person: lookup_digest(person.phone_number) if person.phone_number else None
    )
    sex = factory.LazyAttribute(lambda person: Sex.MALE if int(person.number[16]) % 2 else Sex.FEMALE)
    born_on = factory.LazyAttribute(lambda person: datetime.date.fromisoformat(person.number[6:14]))


class MembershipFactory(factory.django.DjangoModelFactory):
    """An open membership; give it its `union`."""

    class Meta:
        model = Membership

    person = factory.SubFactory(PersonFactory, union=factory.SelfAttribute("..union"))
    joined_on = datetime.date(2015, 3, 1)
    join_kind = JoinKind.FIRST


class RetentionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Retention

    union = factory.SelfAttribute("membership.union")
    kind = RetentionKind.RETIRED
    begins_on = datetime.date(2016, 1, 1)


class TransferProposalFactory(factory.django.DjangoModelFactory):
    """A proposal as it stands; give it its `membership` and the receiving `union`."""

    class Meta:
        model = TransferProposal

    person = factory.SelfAttribute("membership.person")
    former_union = factory.SelfAttribute("membership.union")
    proposing_union = factory.SelfAttribute("union")
    source = TransferSource.ROSTER
    proposed_on = datetime.date(2016, 6, 1)


class ApplicationFactory(factory.django.DjangoModelFactory):
    """An application as it stands; give it its `union`. `number` is given in clear and stored sealed."""

    class Meta:
        model = Application
        exclude = ("number",)

    number = factory.Sequence(invented_number)
    name = "王芳"
    document_type = "resident_id"
    document_number = factory.LazyAttribute(lambda application: seal(application.number))
    document_digest = factory.LazyAttribute(lambda application: lookup_digest(application.number))
    employer_name = "圆心机械厂"
    consent_channel = ConsentChannel.PAPER
    consent_version = "1"
    consent_digest = "0" * 64
    applied_on = datetime.date(2016, 6, 1)


class ExpulsionFactory(factory.django.DjangoModelFactory):
    """A proposal to expel as it stands; give it its `membership`."""

    class Meta:
        model = Expulsion

    union = factory.SelfAttribute("membership.union")
    approving_union = factory.LazyAttribute(lambda expulsion: expulsion.union.parent or expulsion.union)
    reason = "严重违反章程"
    proposed_on = datetime.date(2016, 6, 1)


class CardFactory(factory.django.DjangoModelFactory):
    """A card that holds; give it its `person`."""

    class Meta:
        model = Card

    number = factory.Sequence(lambda number: f"330106{number:010d}0")
    code = factory.Sequence(lambda number: f"code-{number}")
    issued_on = datetime.date(2016, 6, 1)


class HouseholdFactory(factory.django.DjangoModelFactory):
    """A household as it stands, its head a member of it; give it its `head`."""

    class Meta:
        model = Household
        skip_postgeneration_save = True

    begins_on = datetime.date(2015, 1, 1)

    @factory.post_generation
    def head_row(self, create, extracted, **kwargs):
        HouseholdMemberFactory(household=self, person=self.head, name="", born_on=None, relation=Relation.SELF)


class HouseholdMemberFactory(factory.django.DjangoModelFactory):
    """Somebody outside the registry in a household; `number` is given in clear, or empty for none."""

    class Meta:
        model = HouseholdMember
        exclude = ("number",)

    number = ""
    name = "王芳"
    relation = Relation.SPOUSE
    born_on = datetime.date(1986, 5, 1)
    begins_on = factory.SelfAttribute("household.begins_on")
    document_type = factory.LazyAttribute(lambda member: "resident_id" if member.number else "")
    document_number = factory.LazyAttribute(lambda member: seal(member.number) if member.number else None)
    document_digest = factory.LazyAttribute(lambda member: lookup_digest(member.number) if member.number else None)
