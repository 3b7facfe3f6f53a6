"""Users and appointments as they stand."""

import datetime

import factory
from django.utils import timezone

from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import Appointment, Link, User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"user{number}")
    name = factory.Sequence(lambda number: f"用户{number}")
    password = factory.django.Password("correct horse battery staple")


class AppointmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Appointment

    user = factory.SubFactory(UserFactory)
    role = Role.DISTRICT_OFFICER
    begins_on = datetime.date(2010, 5, 1)


class LinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Link

    purpose = "tests.none"
    label = "示例链接"
    key_digest = factory.Sequence(lambda number: b"%032d" % number)
    made_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda link: link.made_at + datetime.timedelta(days=7))
