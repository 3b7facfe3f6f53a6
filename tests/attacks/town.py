"""The town that is attacked: a street of one's own, and another street whose records must never be reached."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client

from tests.architecture.site import Route, routes
from tests.examples import example_of, reason_without_record
from tests.foundation.accounts.browsers import browser_as
from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.ui.access import LINKED, PUBLIC, SIGNED_IN
from yuanxin.foundation.unions.choices import Level
from yuanxin.foundation.unions.models import Employer, Scoped, Union
from yuanxin.organisation.members.models import Person

# Whatever names a union, an employer or a person of the other street; it may stand in no answer to an attacker.
SECRET = "隔壁金丝雀"
ROUTES = routes()
NOBODY = "nobody"
ATTACKERS = (NOBODY, *Role)
CLOSED = [route for route in ROUTES if route.access not in {PUBLIC, LINKED, None}]
OF_RECORDS = [route for route in CLOSED if route.arguments and not reason_without_record(route.name)]
WITHOUT_ARGUMENTS = [route for route in CLOSED if not route.arguments]
OWN_ACCOUNT = {"accounts:sign-out", "accounts:password", "accounts:second-factor"}


@dataclass
class Town:
    """Two streets of a district: `here` is the attackers', `there` holds an example of every record of the site."""

    here: Union
    there: Union
    own: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)

    def browser(self, attacker: str) -> Client:
        """The browser of an attacker with a role in `here`, or of nobody."""
        return Client() if attacker == NOBODY else browser_as(Role(attacker), self.here)


def build(district: Union) -> Town:
    """Make the streets and their records."""
    here, there = (UnionFactory(parent=district, level=Level.STREET) for _street in range(2))
    town = Town(here, there)
    for route in OF_RECORDS:
        make = example_of(route.name)
        assert make, f"declare an example of {route.name}"
        for place, addresses in ((there, town.others), (here, town.own)):
            # An example stands alone in its own test; here some meet what another example has made already.
            with suppress(Refused, IntegrityError), transaction.atomic():
                addresses[route.name] = route.address(**make(place))
    for model in (Person, Employer):
        for row in model._base_manager.filter(union__path__startswith=there.path):
            model._base_manager.filter(pk=row.pk).update(name=f"{SECRET}{row.pk}")
    for union in Union.objects.within(there):
        Union.objects.filter(pk=union.pk).update(name=f"{SECRET}{union.pk}")
    return town


def state(place: Union) -> dict[str, tuple[int, str]]:
    """Every scoped record of a place, by model: how many, and a digest of all that stands in them."""
    return dict(_states(place))


def _states(place: Union) -> Iterator[tuple[str, tuple[int, str]]]:
    for model in apps.get_models():
        if model._meta.app_config.name not in settings.FIRST_PARTY_APPS or not issubclass(model, Scoped):
            continue
        rows: Any = model._base_manager.filter(union__path__startswith=place.path).order_by("pk").values_list()
        digest = hashlib.sha256(repr(list(rows)).encode()).hexdigest()
        yield model._meta.label, (len(rows), digest)


def pages(town: Town, attacker: str) -> list[tuple[Route, str]]:
    """Every page that has an example or needs none, but those that end one's own session."""
    without = [(route, route.address()) for route in WITHOUT_ARGUMENTS if route.name not in OWN_ACCOUNT]
    named = [(route, town.own[route.name]) for route in OF_RECORDS if route.name in town.own]
    return [(route, address) for route, address in [*without, *named] if opens(attacker, route)]


def opens(attacker: str, route: Route) -> bool:
    """Whether the attacker's role opens the page at all."""
    from yuanxin.foundation.accounts.roles import permissions_of

    return attacker != NOBODY and (route.access == SIGNED_IN or route.access in permissions_of(attacker))
