"""Titles and honours as they stand."""

import datetime

import factory

from yuanxin.growth.honours.choices import HolderKind, HonourLevel
from yuanxin.growth.honours.models import Honour, HonourTitle


class HonourTitleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HonourTitle

    code = factory.Sequence(lambda number: f"title_{number}")
    name = factory.Sequence(lambda number: f"第{number}号先进个人")
    level = HonourLevel.DISTRICT
    holder_kind = HolderKind.PERSON
    granting_body = "示范区总工会"


class HonourFactory(factory.django.DjangoModelFactory):
    """An honour held by a name that the register does not know; give it its `union`, and its `person` if it has one."""

    class Meta:
        model = Honour

    title = factory.SubFactory(HonourTitleFactory)
    holder_name = factory.LazyAttribute(lambda honour: honour.person.name if honour.person else "王启真")
    person = None
    awarded_on = datetime.date(2016, 5, 1)
    year = factory.LazyAttribute(lambda honour: honour.awarded_on.year)


def shipped(code: str) -> HonourTitle:
    """A title that the product ships."""
    return HonourTitle.objects.get(code=code)
