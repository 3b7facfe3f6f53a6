"""A form begins with the union its reader acts for."""

import pytest

from tests.foundation.accounts.browsers import browser_as
from tests.foundation.accounts.factories import UserFactory
from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.ui.forms import Form
from yuanxin.foundation.unions.choices import Level, Permission
from yuanxin.foundation.unions.forms import OwnUnionChoice
from yuanxin.foundation.unions.models import Union

pytestmark = pytest.mark.django_db


class OwnForm(Form):
    union = OwnUnionChoice(Permission.EDIT)
    district = OwnUnionChoice(rows=lambda: Union.objects.filter(level=Level.DISTRICT), required=False)


def form_for(actor, *sent, **options) -> OwnForm:
    return OwnForm(*sent, actor=actor, today=clock.today(), **options)


def test_an_officer_begins_with_the_own_union_and_may_write_another(actor_as, street, grassroots):
    officer = actor_as(Role.STREET_OFFICER, street)
    form = form_for(officer)
    assert form.initial["union"] == street
    assert form.initial["district"] is None, "the own union is none of these"
    assert form["union"].value() == f"{street.name} {street.code}"
    other = form_for(officer, {"union": grassroots.code})
    assert other.is_valid()
    assert other.cleaned_data["union"] == grassroots


def test_what_the_page_fills_in_comes_first(actor_as, street, grassroots):
    assert form_for(actor_as(Role.STREET_OFFICER, street), initial={"union": grassroots}).initial["union"] == grassroots


def test_what_was_sent_is_not_filled_in_anew(actor_as, street, grassroots):
    form = form_for(actor_as(Role.STREET_OFFICER, street), {"union": ""})
    assert form["union"].value() == ""
    assert "union" in form.errors


def test_who_has_one_union_only_is_not_asked(actor_as, grassroots):
    form = form_for(actor_as(Role.GRASSROOTS_OFFICER, grassroots))
    assert not form.asks("union")
    assert grassroots in form.known.values()


def test_who_acts_for_two_unions_says_which(actor_as, street, district, grassroots):
    user, other = UserFactory(), UnionFactory(parent=district, level=Level.STREET)
    actor_as(Role.STREET_OFFICER, street, user=user)
    assert form_for(actor_as(Role.STREET_OFFICER, other, user=user)).initial["union"] is None


@pytest.mark.parametrize(
    "page",
    [
        "/welfare/care/programmes/new/",
        "/welfare/care/goods/new/",
        "/welfare/hardship/relief/occasion/",
        "/organisation/founding/employers/new/",
        "/organisation/founding/applications/new/",
    ],
)
def test_a_street_never_writes_its_own_name(street, grassroots, page):
    """A street with unions below it: the forms of its work know which street it is."""
    assert browser_as(Role.STREET_OFFICER, street).get(page).context["form"].initial["union"] == street
