import datetime

import pytest
from django.utils import translation

from tests.foundation.accounts.factories import AppointmentFactory, UserFactory
from tests.foundation.unions.factories import UnionFactory
from yuanxin.foundation.accounts import handover, rules, services
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import Appointment, User
from yuanxin.foundation.accounts.queries import actor_for, conflicting_holders, heir_of
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused
from yuanxin.foundation.unions.choices import Level, UnionState
from yuanxin.foundation.unions.services import held_by, merge_unions, revoke_union

TODAY = datetime.date(2026, 7, 1)
YESTERDAY, TOMORROW = TODAY - datetime.timedelta(days=1), TODAY + datetime.timedelta(days=1)


def give(actor, user, role, union, **options):
    return services.appoint(
        actor=actor, user=user, role=role, union=union, **{"begins_on": TODAY, "today": TODAY, **options}
    )


def test_the_roles_of_a_merged_union_follow_to_the_survivor(officer, street, grassroots):
    other = UnionFactory(parent=street)
    clerk, both = AppointmentFactory.create_batch(2, role=Role.GRASSROOTS_OFFICER, union=grassroots)
    kept = AppointmentFactory(role=Role.GRASSROOTS_OFFICER, union=other, user=both.user)
    over = AppointmentFactory(
        role=Role.GRASSROOTS_OFFICER,
        union=grassroots,
        begins_on=datetime.date(2014, 1, 1),
        ends_on=datetime.date(2015, 1, 1),
    )
    day = datetime.date(2016, 6, 30)
    with translation.override("zh-hans"):
        assert "2项任职授权" in [each.told for each in held_by(grassroots)]
    merge_unions(actor=officer, absorbed=grassroots, survivor=other, on=day, today=day, reason="企业合并")
    for row in (clerk, both, kept, over):
        row.refresh_from_db()
    assert (clerk.union, clerk.ends_on) == (other, None)
    assert (both.union, both.ends_on) == (grassroots, max(day, both.begins_on)), "nobody holds a role twice"
    assert (kept.union, kept.ends_on) == (other, None)
    assert over.union == grassroots
    assert actor_for(clerk.user, today=clock.today()).sees(other)
    assert Event.objects.get(action="unions.merged").details["passed_on"]["accounts.appointments"] == 2


def test_a_union_may_be_revoked_while_somebody_holds_a_role_in_it(officer, grassroots):
    AppointmentFactory(role=Role.GRASSROOTS_OFFICER, union=grassroots)
    day = datetime.date(2016, 6, 30)
    assert revoke_union(actor=officer, union=grassroots, on=day, today=day, reason="停业").state == UnionState.REVOKED


def test_a_role_counts_from_its_first_day_until_before_its_last(security, user, street):
    give(security, user, Role.STREET_OFFICER, street, ends_on=TOMORROW)
    assert [actor_for(user, today=day).sees(street) for day in (YESTERDAY, TODAY, TOMORROW)] == [False, True, False]


@pytest.mark.parametrize("held", sorted(rules.ADMINISTRATORS))
@pytest.mark.parametrize("second", [*sorted(rules.ADMINISTRATORS), Role.DISTRICT_OFFICER, Role.WORKER])
def test_nobody_holds_an_administration_and_something_else(security, district, user, held, second):
    if held == second:
        return
    AppointmentFactory(user=user, role=held, union=district)
    with pytest.raises(Refused) as refused:
        give(security, user, second, district)
    assert refused.value.field == "role"
    AppointmentFactory(user=(other := UserFactory()), role=second, union=district)
    with pytest.raises(Refused):
        give(security, other, held, district)


def test_an_administration_still_to_begin_counts_too(security, district, user):
    give(security, user, Role.AUDIT_ADMINISTRATOR, district, begins_on=TOMORROW)
    with pytest.raises(Refused):
        give(security, user, Role.REVIEWER, district)


def test_a_former_administrator_may_hold_a_business_role(security, district, user):
    AppointmentFactory(user=user, role=Role.AUDIT_ADMINISTRATOR, union=district, ends_on=TODAY)
    assert give(security, user, Role.REVIEWER, district).pk


def test_rows_written_around_the_service_open_nothing_and_are_told(district, user):
    AppointmentFactory(user=user, role=Role.SYSTEM_ADMINISTRATOR, union=district)
    assert actor_for(user, today=TODAY).grants
    assert conflicting_holders(TODAY) == {}
    AppointmentFactory(user=user, role=Role.DISTRICT_OFFICER, union=district)
    assert actor_for(user, today=TODAY).grants == ()
    assert conflicting_holders(TODAY) == {user: (Role.DISTRICT_OFFICER, Role.SYSTEM_ADMINISTRATOR)}


def test_business_roles_add_up_to_the_widest(district, street, user):
    """What failed elsewhere: a narrow role cut a wide one."""
    grassroots, sibling = UnionFactory(parent=street), UnionFactory(parent=district, level=Level.STREET)
    AppointmentFactory(user=user, role=Role.GRASSROOTS_OFFICER, union=grassroots)
    AppointmentFactory(user=user, role=Role.STREET_OFFICER, union=street)
    actor = actor_for(user, today=TODAY)
    assert actor.sees(street)
    assert actor.sees(UnionFactory(parent=street))
    assert not actor.sees(sibling)


def test_only_the_security_administrator_gives_roles_and_only_below_his_union(
    security, system, officer, actor_as, street, district, user
):
    for actor in (system, officer):
        with pytest.raises(NotAllowed):
            give(actor, user, Role.STREET_OFFICER, street)
    below = actor_as(Role.SECURITY_ADMINISTRATOR, street)
    with pytest.raises(OutOfScope):
        give(below, user, Role.DISTRICT_OFFICER, district)
    with pytest.raises(Refused):
        give(security, User.objects.get(name=security.label), Role.SECURITY_ADMINISTRATOR, street)


def test_a_role_fits_the_level_of_its_union(security, user, street, grassroots):
    with pytest.raises(Refused):
        give(security, user, Role.STREET_OFFICER, grassroots)
    with pytest.raises(Refused):
        give(security, user, Role.DISTRICT_OFFICER, street)


def test_the_same_role_is_not_given_twice_for_one_time(security, user, street):
    give(security, user, Role.STREET_OFFICER, street, ends_on=TOMORROW)
    with pytest.raises(Refused):
        give(security, user, Role.STREET_OFFICER, street)
    assert give(security, user, Role.STREET_OFFICER, street, begins_on=TOMORROW).pk


def test_days_the_wrong_way_round_are_refused(security, user, street):
    with pytest.raises(Refused) as refused:
        give(security, user, Role.STREET_OFFICER, street, ends_on=TODAY)
    assert refused.value.field == "ends_on"


@pytest.fixture
def moved(monkeypatch):
    """What a mechanism with open work is told at the end of an appointment."""
    told = []

    def hook(appointment, heir, *, actor, today):
        told.append((appointment.pk, heir))
        return 3

    monkeypatch.setattr(handover, "_hooks", [hook])
    return told


def end(actor, appointment, **options):
    return services.end_appointment(
        actor=actor, appointment=appointment, **{"ends_on": TODAY, "today": TODAY, **options}
    )


def test_the_open_work_goes_to_the_named_successor(security, user, street, moved):
    successor = UserFactory()
    appointment = give(security, user, Role.STREET_OFFICER, street, begins_on=YESTERDAY)
    end(security, appointment, successor=successor)
    assert moved == [(appointment.pk, successor)]
    event = Event.objects.get(action="accounts.work_handed_over")
    assert event.details == {"to": f"user:{successor.pk}", "pieces": 3}
    assert not actor_for(user, today=TODAY).sees(street)


def test_without_a_successor_it_goes_to_a_colleague_else_to_the_nearest_superior(district, street, user):
    appointment = AppointmentFactory(user=user, role=Role.STREET_OFFICER, union=street, ends_on=TODAY)
    assert heir_of(appointment, TODAY) is None
    AppointmentFactory(role=Role.AUDIT_ADMINISTRATOR, union=district)
    AppointmentFactory(role=Role.DISTRICT_OFFICER, union=district, user__is_active=False)
    assert heir_of(appointment, TODAY) is None, "neither an administrator nor a locked account"
    superior = AppointmentFactory(role=Role.DISTRICT_OFFICER, union=district).user
    assert heir_of(appointment, TODAY) == superior
    AppointmentFactory(role=Role.FINANCE, union=street)
    assert heir_of(appointment, TODAY) == superior
    colleague = AppointmentFactory(role=Role.STREET_OFFICER, union=street).user
    assert heir_of(appointment, TODAY) == colleague


def test_an_end_that_lies_ahead_hands_over_on_its_day(security, user, street, moved):
    appointment = give(security, user, Role.STREET_OFFICER, street)
    end(security, appointment, ends_on=TOMORROW)
    assert moved == []
    assert services.hand_over_ended(actor=Actor.system("daily"), today=TODAY) == 0
    assert services.hand_over_ended(actor=Actor.system("daily"), today=TOMORROW) == 1
    assert services.hand_over_ended(actor=Actor.system("daily"), today=TOMORROW) == 0
    assert [number for number, _heir in moved] == [appointment.pk]


def test_an_appointment_ends_once(security, user, street, moved):
    appointment = give(security, user, Role.STREET_OFFICER, street, begins_on=YESTERDAY)
    end(security, appointment)
    with pytest.raises(Refused):
        end(security, appointment)
    with pytest.raises(Refused):
        end(security, give(security, user, Role.STREET_OFFICER, street), ends_on=YESTERDAY)
    assert len(moved) == 1
    assert Appointment.objects.count() == 3
