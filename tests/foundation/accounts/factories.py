"""Users and appointments as they stand."""

import datetime

import factory

from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import Appointment, User


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
