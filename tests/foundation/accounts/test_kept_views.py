"""A list kept as its reader wants it again: filters, order and columns under a name, for nobody else."""

import pytest
from django.urls import reverse

from tests.foundation.accounts.browsers import browser_as
from tests.foundation.accounts.factories import UserFactory
from yuanxin.foundation.accounts import services
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import KeptView
from yuanxin.foundation.accounts.services import kept_views
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused

pytestmark = pytest.mark.django_db
LIST = "members:person-list"


@pytest.fixture
def officer(district):
    return browser_as(Role.DISTRICT_OFFICER, district)


def keep(browser, query="?sex=2&hide=3", name="女会员", page=LIST):
    sent = {"page": page, "name": name, "query": query, "next": reverse(LIST)}
    return browser.post(reverse("accounts:view-keep"), sent, follow=True)


def test_a_view_is_kept_and_leads_back_to_the_list_as_it_was(officer):
    page = keep(officer).content.decode()
    assert "女会员" in page
    assert 'href="/organisation/members/?sex=2&amp;hide=3"' in page
    kept = officer.get(f"{reverse(LIST)}?sex=2&hide=3")
    shown = [str(column.verbose_name) for column in kept.context["columns"]]
    everything = [str(column.verbose_name) for column in kept.context["all_columns"]]
    assert len(shown) == len(everything) - 1
    assert everything[3] not in shown
    assert [chip.parameters if hasattr(chip, "parameters") else chip.drops for chip in kept.context["chips"]] == [
        ("sex",)
    ]
    assert Event.objects.filter(action="accounts.view_kept").count() == 1


def test_choosing_columns_again_leaves_the_columns_of_the_view(officer):
    answer = officer.post(reverse("members:person-columns"), {"column": [], "next": f"{reverse(LIST)}?sex=2&hide=3"})
    assert answer.url == f"{reverse(LIST)}?sex=2"


def test_the_same_name_again_replaces_the_view(officer):
    keep(officer)
    keep(officer, query="?sex=1")
    assert [view.query for view in KeptView.objects.all()] == ["?sex=1"]


def test_nobody_sees_or_forgets_the_view_of_another(officer, district):
    keep(officer)
    view = KeptView.objects.get()
    stranger = browser_as(Role.DISTRICT_OFFICER, district)
    assert "女会员" not in stranger.get(reverse(LIST)).content.decode()
    assert stranger.post(reverse("accounts:view-forget", args=[view.pk])).status_code == 404
    assert KeptView.objects.exists()
    officer.post(reverse("accounts:view-forget", args=[view.pk]), {"next": reverse(LIST)})
    assert not KeptView.objects.exists()
    assert Event.objects.filter(action="accounts.view_forgotten").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"name": "  "}, {"page": "members:nowhere"}, {"name": "长" * 31}, {"query": "?search=" + "x" * 1000}],
    ids=["no name", "no list", "long name", "long query"],
)
def test_what_cannot_be_kept_is_said(officer, wrong):
    answer = keep(officer, **wrong)
    assert not KeptView.objects.exists()
    assert "notice error" in answer.content.decode()


def test_there_is_room_for_twenty_views_of_a_list(monkeypatch):
    monkeypatch.setattr(kept_views, "AT_MOST", 2)
    user, actor = UserFactory(), Actor.system("tests")
    for name in ("一", "二"):
        services.keep_view(actor=actor, user=user, page=LIST, name=name, query="?sex=1")
    with pytest.raises(Refused):
        services.keep_view(actor=actor, user=user, page=LIST, name="三", query="?sex=1")
    services.keep_view(actor=actor, user=user, page=LIST, name="二", query="?sex=2")
    assert user.kept_views.count() == 2


def test_an_address_can_hide_no_more_than_columns(officer):
    assert officer.get(f"{reverse(LIST)}?hide=0.x.-1.999").status_code == 200


def test_who_kept_nothing_is_offered_to_keep_the_list(officer):
    page = officer.get(f"{reverse(LIST)}?sex=1&hide=2").content.decode()
    assert f'action="{reverse("accounts:view-keep")}"' in page
    assert 'name="query" value="?hide=2&amp;sex=1"' in page
