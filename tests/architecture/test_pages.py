"""Every page is marked, closed to who has no right to it, and silent about other unions' records."""

import datetime

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from tests.architecture.site import Route, routes
from tests.examples import declared_routes, example_of, reason_without_record
from tests.foundation.accounts.browsers import browser_as
from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.links import Purpose, new_token, purpose_of
from yuanxin.foundation.accounts.middleware import ActorMiddleware
from yuanxin.foundation.accounts.models import Link
from yuanxin.foundation.accounts.roles import all_permissions, permissions_of, roles_with
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.ui.access import LINKED, PUBLIC, SIGNED_IN, SIGNING_IN
from yuanxin.foundation.unions.choices import Level

ROUTES = routes()
CLOSED = [route for route in ROUTES if route.access not in {PUBLIC, LINKED}]
BY_LINK = [route for route in ROUTES if route.access == LINKED]
BY_PERMISSION = [route for route in CLOSED if route.access not in {SIGNED_IN, SIGNING_IN}]
OF_RECORDS = [route for route in CLOSED if route.arguments and not reason_without_record(route.name)]


def ask(browser: Client, address: str) -> int:
    """The status of the page, by POST where it takes nothing else."""
    status = browser.get(address).status_code
    return browser.post(address).status_code if status == 405 else status


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_every_view_says_who_may_open_it(route: Route):
    marks = {PUBLIC, LINKED, SIGNED_IN, SIGNING_IN, *all_permissions()}
    assert route.access in marks, "mark the view (foundation.ui.access), and give its permission to a role"


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_every_address_has_a_name_in_its_apps_space(route: Route):
    assert ":" in route.name
    assert not route.name.endswith(":None")


@pytest.mark.parametrize("route", CLOSED, ids=str)
def test_nobody_is_led_to_the_sign_in_page(route: Route, client: Client, db):
    for answer in (client.get(route.address()), client.post(route.address())):
        assert answer.status_code == 302
        assert answer.url.startswith("/accounts/sign-in/")


@pytest.mark.parametrize("route", BY_LINK, ids=str)
def test_a_page_by_link_opens_with_a_link_of_its_purpose_and_with_nothing_else(route: Route, district):
    """A third kind beside permission and public: not signing in opens it, but the token in its address."""
    purpose = purpose_of(route.view.purpose)
    assert set(purpose.allows) <= set(all_permissions())
    assert "token" in route.arguments
    other = Purpose("tests.elsewhere", "别处", route.name, purpose.needs)
    token, digest = new_token(other.code)
    Link.objects.create(
        union=district,
        purpose=other.code,
        label="别处",
        key_digest=digest,
        made_at=clock.now(),
        expires_at=clock.now() + datetime.timedelta(days=1),
    )
    browser = browser_as(opener_of_permission(purpose.needs), district)
    for wrong in (token, "anything"):
        for answer in (browser.get(route.address(token=wrong)), browser.post(route.address(token=wrong))):
            assert answer.status_code == 404
            assert answer.headers["Referrer-Policy"] == "same-origin"
            assert "no-store" in answer.headers["Cache-Control"]


def opener_of_permission(permission: str) -> Role:
    """The lowest role that holds the permission."""
    return next(role for role in Role if role in roles_with(permission))


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_no_page_whose_permission_it_lacks(role: Role, district):
    browser = browser_as(role, district)
    # The mark is read before the view and its method, so asking one way is enough.
    opened = [
        route.name
        for route in BY_PERMISSION
        if route.access not in permissions_of(role) and browser.get(route.address()).status_code != 403
    ]
    assert not opened


@pytest.mark.parametrize("route", OF_RECORDS, ids=str)
def test_a_record_is_there_for_its_own_union_and_not_for_a_siblings(route: Route, district):
    make = example_of(route.name)
    assert make, f"declare an example of {route.name} in tests/<room>/examples.py (see tests/examples.py)"
    here, there = (UnionFactory(parent=district, level=Level.STREET) for _unused in range(2))
    address = route.address(**make(here))
    role = opener_of(route)
    assert ask(browser_as(role, here), address) in {200, 302, 422}, "the example opens for its own officer"
    told = Event.objects.filter(action="accounts.reached_outside")
    before = told.count()
    assert ask(browser_as(role, there), address) == 404
    event = told.latest("id")
    assert (told.count(), event.details["path"]) == (before + 1, address[:200])


def opener_of(route: Route) -> Role:
    """The lowest role that opens the page."""
    return Role.GRASSROOTS_OFFICER if route.access == SIGNED_IN else opener_of_permission(str(route.access))


def test_no_example_is_left_of_an_address_that_is_gone():
    assert not set(declared_routes()) - {route.name for route in ROUTES}


def test_an_unmarked_view_is_refused_before_it_runs(rf):
    def unmarked(_request):
        pytest.fail("the view ran")

    with pytest.raises(ImproperlyConfigured):
        ActorMiddleware(unmarked).process_view(rf.get("/"), unmarked, (), {})
