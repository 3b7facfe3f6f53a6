"""The workbench shows each role its own: what waits, the figures it may see, its shortcuts, its latest acts."""

import datetime

import pytest
from django.db import transaction
from django.test import Client
from django.utils.text import capfirst

from tests.foundation.accounts.factories import AppointmentFactory, UserFactory
from tests.foundation.unions.factories import UnionFactory
from tests.organisation.members.factories import MembershipFactory, TransferProposalFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.figures.services import refresh
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.periods import half_year, month
from yuanxin.foundation.ui import desk
from yuanxin.foundation.unions.choices import Form, Level
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.services import rename_union
from yuanxin.insight.desk import views
from yuanxin.insight.desk.queries import TREND_MONTHS, last_months
from yuanxin.organisation.members.models import TransferProposal

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def first_half(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site that lives in the first half of 2016."""
    monkeypatch.setattr(desk, "_present", lambda _today: half_year(2016, 1))


def workbench_of(client: Client, role: Role, union: Union):
    client.force_login(AppointmentFactory(role=role, union=union).user, backend=BACKEND)
    response = client.get("/")
    assert response.status_code == 200
    return response


def new_union(parent: Union, day: datetime.date) -> Union:
    return UnionFactory(parent=parent, level=Level.GRASSROOTS, form=Form.COMMITTEE, approved_on=day)


def test_figures_are_told_of_the_own_union_and_period_with_the_change_and_twelve_months(
    client, district, street, first_half
):
    for day in (datetime.date(2016, 1, 1), datetime.date(2016, 6, 30), datetime.date(2015, 12, 31)):
        new_union(street, day)
    new_union(district, datetime.date(2016, 3, 1))
    response = workbench_of(client, Role.STREET_OFFICER, street)
    founded = next(n for n in response.context["numbers"] if n.now.figure.code == "unions.new")
    assert (founded.now.value, founded.change) == (2, 1)
    assert [int(value) for value in founded.trend] == [0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1]
    assert street.name in response.content.decode()


def test_the_trend_ends_with_the_last_month_of_the_period():
    months = last_months(half_year(2016, 1))
    assert len(months) == TREND_MONTHS
    assert (months[0], months[-1]) == (month(2015, 7), month(2016, 6))


def test_administrators_see_their_own_pages_and_no_figures(client, district, first_half):
    context = workbench_of(client, Role.WORKER, district).context
    assert context["numbers"] == []
    officers = workbench_of(client, Role.DISTRICT_OFFICER, district).context
    assert "members:admit" in {shortcut.url_name for shortcut in officers["shortcuts"]}
    leaders = workbench_of(client, Role.LEADER, district).context
    assert "members:admit" not in {shortcut.url_name for shortcut in leaders["shortcuts"]}
    assert leaders["numbers"]


def test_without_an_appointment_the_workbench_says_whom_to_ask(client):
    client.force_login(UserFactory(), backend=BACKEND)
    response = client.get("/")
    assert response.context["union"] is None
    assert response.context["numbers"] == []
    assert "安全保密管理员" in response.content.decode()


def test_what_i_did_last_leads_to_the_record_and_leaves_out_signing_in(client, district, street):
    user = AppointmentFactory(role=Role.DISTRICT_OFFICER, union=district).user
    actor = actor_for(user, today=clock.today())
    with transaction.atomic():
        rename_union(actor=actor, union=street, name="新湖滨街道总工会", today=clock.today())
    client.force_login(user, backend=BACKEND)
    acts = client.get("/").context["acts"]
    assert [act.url.endswith(f"/{street.pk}/") for act in acts] == [True]


def test_the_workbench_costs_the_same_for_few_and_for_many(client, district, street, django_assert_max_num_queries):
    client.force_login(AppointmentFactory(role=Role.DISTRICT_OFFICER, union=district).user, backend=BACKEND)

    def cost() -> int:
        with django_assert_max_num_queries(200) as captured:
            client.get("/")
        return len(captured)

    new_union(street, datetime.date(2016, 2, 1))
    cost()
    refresh()
    few = cost()
    for _each in range(12):
        new_union(street, clock.today())
    refresh()
    assert cost() == few <= 12


def test_of_the_kinds_beyond_the_first_stands_how_many_wait(client, district, grassroots, monkeypatch):
    elsewhere = MembershipFactory(union=UnionFactory(parent=grassroots.parent))
    person = TransferProposalFactory(union=grassroots, membership=elsewhere).person
    client.force_login(AppointmentFactory(role=Role.DISTRICT_OFFICER, union=district).user, backend=BACKEND)
    in_full = client.get("/").content.decode()
    assert person.name in in_full
    monkeypatch.setattr(views, "KINDS_SHOWN", 0)
    counted = client.get("/").content.decode()
    assert person.name not in counted
    assert capfirst(str(TransferProposal._meta.verbose_name_plural)) in counted


def test_newcomers_are_told_the_steps_of_the_main_job_until_they_have_done_something(client, district, street):
    user = AppointmentFactory(role=Role.DISTRICT_OFFICER, union=district).user
    client.force_login(user, backend=BACKEND)
    steps = client.get("/").context["first_steps"]
    addresses = [
        "/organisation/loading/",
        "/organisation/rosters/",
        "/organisation/rosters/queue/",
        "/insight/half-year/",
    ]
    assert [step.url for step in steps] == addresses
    with transaction.atomic():
        actor = actor_for(user, today=clock.today())
        rename_union(actor=actor, union=street, name="新湖滨街道总工会", today=clock.today())
    assert client.get("/").context["first_steps"] == []
    assert [step.url for step in workbench_of(client, Role.FINANCE, district).context["first_steps"]] == addresses[3:]
