"""Many claims computed together, portion by portion; and what happens at the same instant."""

import datetime
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection

from tests.foundation.accounts.factories import AppointmentFactory
from tests.welfare.mutual_aid.claims.claiming import TODAY, checked, fresh, results, step
from tests.welfare.mutual_aid.claims.factories import (
    EnrolmentFactory,
)
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.flow.models import Decision
from yuanxin.foundation.kernel.choices import WorkState
from yuanxin.foundation.kernel.errors import NotAllowed, Refused, Stale
from yuanxin.welfare.mutual_aid import services
from yuanxin.welfare.mutual_aid.choices import ClaimState as S
from yuanxin.welfare.mutual_aid.models import Calculation, Claim, ComputingRun
from yuanxin.welfare.mutual_aid.services import portions
from yuanxin.welfare.mutual_aid.tasks import COMPUTING


@pytest.fixture
def district_user(officer):
    return User.objects.get(pk=int(officer.key.removeprefix("user:")))


def waiting(grassroots, count):
    return [checked(EnrolmentFactory(union=grassroots), 1_000 + number) for number in range(count)]


def test_everything_that_waits_is_computed_in_portions(monkeypatch, district, grassroots, officer, district_user):
    monkeypatch.setattr(portions, "AT_ONCE", 2)
    claims = waiting(grassroots, 5)
    run = services.start_computing(actor=officer, user=district_user, union=district, today=TODAY)
    COMPUTING.carry_on(run.pk, raising=True)
    run.refresh_from_db()
    assert (run.work_state, run.claims, run.work_done, run.work_total) == (WorkState.DONE, 5, 5, 5)
    assert run.benefits == sum(fresh(claim).computed for claim in claims)
    assert {fresh(claim).state for claim in claims} == {S.COMPUTED}
    events = Event.objects.filter(action="mutual_aid.claim_compute")
    assert [event.details["count"] for event in events.order_by("pk")] == [2, 2, 1]
    change = Change.objects.filter(event=events.first().pk).order_by("pk")[0]
    assert (change.before["state"], change.after["state"]) == (S.CHECKED, S.COMPUTED)
    assert change.after["computed"] == int(fresh(claims[0]).computed * 100)
    assert Decision.objects.filter(action="compute", actor=officer.key).count() == 5


def test_a_computing_that_was_broken_off_goes_on_where_it_stood(
    monkeypatch, district, grassroots, officer, district_user
):
    monkeypatch.setattr(portions, "AT_ONCE", 2)
    claims = waiting(grassroots, 5)
    run = services.start_computing(actor=officer, user=district_user, union=district, today=TODAY)
    broken = portions.compute_portion
    calls = []

    def breaking(*args, **given):
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("killed")
        broken(*args, **given)

    monkeypatch.setattr(portions, "compute_portion", breaking)
    with pytest.raises(RuntimeError):
        COMPUTING.carry_on(run.pk, raising=True)
    assert Claim.objects.filter(state=S.COMPUTED).count() == 2
    monkeypatch.setattr(portions, "compute_portion", broken)
    run.refresh_from_db()
    COMPUTING.run(run)
    assert (run.claims, {fresh(claim).state for claim in claims}) == (5, {S.COMPUTED})
    assert Calculation.objects.count() == 5


def test_one_computing_of_a_union_runs_at_a_time_and_can_be_ended(district, grassroots, officer, district_user):
    with pytest.raises(Refused):
        services.start_computing(actor=officer, user=district_user, union=district, today=TODAY)
    waiting(grassroots, 1)
    run = services.start_computing(actor=officer, user=district_user, union=district, today=TODAY)
    with pytest.raises(services.RunsAlready):
        services.start_computing(actor=officer, user=district_user, union=district, today=TODAY)
    assert services.cancel_computing(actor=officer, run=run, today=TODAY)
    assert not services.cancel_computing(actor=officer, run=run, today=TODAY)
    services.start_computing(actor=officer, user=district_user, union=district, today=TODAY)
    assert ComputingRun.objects.count() == 2


def test_only_who_handles_claims_has_them_computed(district, grassroots, reviewer, district_user):
    waiting(grassroots, 1)
    with pytest.raises(NotAllowed):
        services.start_computing(actor=reviewer, user=district_user, union=district, today=TODAY)


def test_twelve_cost_no_more_queries_than_two(grassroots, officer, django_assert_max_num_queries):
    for count in (2, 12):
        claims = waiting(grassroots, count)
        rows = Claim.objects.filter(pk__in=[claim.pk for claim in claims]).select_related("union")
        shown = list(rows)
        with django_assert_max_num_queries(26):
            portions.compute_portion(shown, actor=officer, union=grassroots, today=TODAY)


# --- at the same instant ---------------------------------------------------------------------------------------------


def at_once(*acts):
    """Run each in a thread of its own, all starting together; what each raised, or None."""
    barrier, outcomes = Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            barrier.wait()
            act()
        except (Refused, Stale) as refusal:
            outcomes[place] = refusal
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_two_claims_of_one_year_computed_at_the_same_instant_share_deductible_and_limit(
    own_database, grassroots, officer
):
    enrolment = EnrolmentFactory(union=grassroots)
    claims = [
        checked(enrolment, 80_000, discharged_on=datetime.date(2016, 3, 1)),
        checked(enrolment, 30_000, discharged_on=datetime.date(2016, 3, 2)),
    ]
    outcomes = at_once(*(lambda claim=claim: step(claim, "compute", officer) for claim in claims))
    assert outcomes == [None, None]
    assert sum(benefit for benefit, _deductible in results(claims)) == Decimal(20_000)
    assert sum(deductible for _benefit, deductible in results(claims)) == Decimal(500)


def test_two_approvers_at_the_same_instant_approve_once(own_database, grassroots, district, officer, reviewer):
    claim = checked(EnrolmentFactory(union=grassroots), 10_000)
    for action, actor in (("compute", officer), ("skip", officer), ("review", reviewer)):
        step(claim, action, actor)
    approvers = [
        actor_for(AppointmentFactory(role=Role.APPROVER, union=district).user, today=TODAY) for _number in range(2)
    ]
    amount = fresh(claim).computed

    def approving(actor):
        return lambda: services.approve_claim(actor=actor, claim=fresh(claim), amount=amount, opinion="", today=TODAY)

    outcomes = at_once(*map(approving, approvers))
    assert sorted(type(each).__name__ for each in outcomes)[0] == "NoneType"
    assert outcomes.count(None) == 1
    assert Decision.objects.filter(action="approve").count() == 1
