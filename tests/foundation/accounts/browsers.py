"""Browsers that are signed in, for tests of pages."""

from django.test import Client

from tests.foundation.accounts.factories import AppointmentFactory, UserFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import SignIn, User
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.unions.models import Union


def browser_of(user: User, *, verified: bool = True) -> Client:
    """A browser in which `user` is signed in, with the second factor just shown unless told otherwise."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    if verified:
        SignIn.objects.filter(user=user, ended_at=None).update(verified_at=clock.now())
    return client


def browser_as(role: Role, union: Union) -> Client:
    """The browser of a new user who holds `role` in `union`."""
    return browser_of(AppointmentFactory(user=UserFactory(), role=role, union=union).user)
