import datetime
from datetime import date
from itertools import pairwise

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Change, Event
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, Stale
from yuanxin.foundation.policies import defaults
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.policies.parameters import WrongParameters, from_json, to_json
from yuanxin.foundation.policies.queries import NoPolicy, each_once, policy, policy_version
from yuanxin.foundation.policies.registry import UnknownPolicy, declaration
from yuanxin.foundation.policies.services import PolicyRefused, close_policy, open_policy

pytestmark = pytest.mark.django_db
CODE = "org.term_warn_months"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def opened(officer):
    """A new version of the warning months from July 2016, above the shipped one."""
    return open_policy(actor=officer, code=CODE, begins_on=date(2016, 7, 1), parameters={"months": [4, 2]})


def test_a_policy_is_asked_once_while_nothing_is_written(db, django_assert_num_queries):
    day, next_day = date(2016, 6, 30), date(2016, 7, 1)
    with django_assert_num_queries(1), each_once():
        assert policy(CODE, on=day) == policy(CODE, on=day)
        assert policy(CODE, on=next_day)
    with django_assert_num_queries(2):
        assert policy(CODE, on=day) == policy(CODE, on=day)


def test_every_shipped_version_fits_its_schema_and_none_overlap():
    rows = defaults.read(defaults.SHIPPED)
    assert {row["code"] for row in rows} >= {"cal.holidays", "report.approx_units", CODE, "member.age_limits"}
    for row in rows:
        assert to_json(from_json(declaration(row["code"]).schema, row["parameters"])) == row["parameters"]
    for code in {row["code"] for row in rows}:
        spells = sorted((row["begins_on"], row["ends_on"] or date.max) for row in rows if row["code"] == code)
        assert all(before[1] <= after[0] for before, after in pairwise(spells)), f"{code} overlaps itself"


def test_shipped_versions_are_in_every_new_database():
    assert Policy.objects.count() == len(defaults.read(defaults.SHIPPED))
    assert policy(CODE, on=date(2016, 6, 30)).months == (6, 3, 1)
    assert policy("report.approx_units", on=date(2016, 6, 30)).of("members.joined") == 1000
    assert policy("report.approx_units", on=date(2016, 6, 30)).of("unions.new") is None
    assert policy("member.age_limits", on=date(2024, 12, 31)).oldest_man == 60
    assert policy("member.age_limits", on=date(2025, 1, 1)).oldest_man == 63


def test_a_rule_that_changes_on_the_first_of_july_does_not_alter_the_half_year(opened):
    assert policy(CODE, on=date(2016, 6, 30)).months == (6, 3, 1)
    assert policy(CODE, on=date(2016, 7, 1)).months == (4, 2)
    closed = Policy.objects.get(code=CODE, ends_on__isnull=False)
    assert closed.ends_on == date(2016, 7, 1)


def test_opening_is_one_event_with_both_rows(opened, officer, district):
    event = Event.objects.get(action="policies.opened")
    assert (event.actor, event.union, event.object_id) == (officer.key, district.pk, opened.pk)
    changes = Change.objects.filter(event=event.pk).order_by("pk")
    assert [change.before is None for change in changes] == [False, True]
    assert changes[0].after["ends_on"] == "2016-07-01"


def test_a_mistake_is_replaced_on_its_own_first_day(officer, opened):
    again = open_policy(actor=officer, code=CODE, begins_on=opened.begins_on, parameters={"months": [5]})
    assert policy(CODE, on=date(2016, 7, 1)).months == (5,)
    assert policy_version(CODE, on=date(2020, 1, 1)) == again
    opened.refresh_from_db()
    assert opened.ends_on == opened.begins_on
    third = open_policy(actor=officer, code=CODE, begins_on=opened.begins_on, parameters={"months": [7]})
    assert policy_version(CODE, on=date(2016, 7, 1)) == third


@pytest.mark.parametrize(
    ("begins_on", "ends_on"),
    [
        (date(2016, 6, 30), None),
        (date(1999, 1, 1), None),
        (date(1999, 1, 1), date(2000, 1, 2)),
        (date(2016, 6, 1), date(2016, 7, 2)),
        (date(2017, 1, 1), date(2017, 1, 1)),
    ],
)
def test_versions_never_overlap(officer, opened, begins_on, ends_on):
    with pytest.raises(PolicyRefused):
        open_policy(actor=officer, code=CODE, begins_on=begins_on, ends_on=ends_on, parameters={"months": [1]})
    assert policy(CODE, on=date(2016, 7, 1)).months == (4, 2)


def test_a_year_before_all_others_fits_in_the_gap(officer):
    open_policy(
        actor=officer,
        code="cal.holidays",
        begins_on=date(2013, 1, 1),
        ends_on=date(2014, 1, 1),
        parameters={"days_off": ["2013-01-01"], "working_weekends": ["2013-01-05"]},
        document_number=" 国办发明电〔2012〕33号 ",
    )
    assert policy_version("cal.holidays", on=date(2013, 6, 1)).document_number == "国办发明电〔2012〕33号"


def test_a_version_seen_as_open_that_is_not_any_more_is_stale(officer, opened):
    shipped = Policy.objects.get(code=CODE, begins_on=date(2000, 1, 1))
    with pytest.raises(Stale):
        open_policy(actor=officer, code=CODE, begins_on=date(2017, 1, 1), parameters={"months": [1]}, replaces=shipped)
    again = open_policy(
        actor=officer, code=CODE, begins_on=date(2017, 1, 1), parameters={"months": [1]}, replaces=opened
    )
    assert again.ends_on is None


def test_closing_needs_a_reason_and_leaves_no_rule(officer, opened):
    with pytest.raises(PolicyRefused):
        close_policy(actor=officer, policy=opened, ends_on=date(2018, 1, 1), reason=" ")
    with pytest.raises(PolicyRefused):
        close_policy(actor=officer, policy=opened, ends_on=date(2016, 6, 30), reason="废止")
    close_policy(actor=officer, policy=opened, ends_on=date(2018, 1, 1), reason="废止")
    assert policy(CODE, on=date(2017, 12, 31)).months == (4, 2)
    with pytest.raises(NoPolicy, match="2018"):
        policy(CODE, on=date(2018, 1, 1))
    with pytest.raises(PolicyRefused):
        close_policy(actor=officer, policy=opened, ends_on=date(2019, 1, 1), reason="再次")
    assert Event.objects.get(action="policies.closed").reason == "废止"


@pytest.mark.parametrize("role", [Role.DISTRICT_OFFICER, Role.STREET_OFFICER])
def test_only_the_district_changes_rules(actor_as, street, role):
    with pytest.raises(NotAllowed):
        open_policy(actor=actor_as(role, street), code=CODE, begins_on=date(2016, 7, 1), parameters={"months": [4]})


def test_wrong_values_and_codes_are_refused_before_anything_is_written(officer):
    count = Policy.objects.count()
    with pytest.raises(WrongParameters):
        open_policy(actor=officer, code=CODE, begins_on=date(2016, 7, 1), parameters={"months": ["many"]})
    with pytest.raises(UnknownPolicy):
        open_policy(actor=officer, code="no.such", begins_on=date(2016, 7, 1), parameters={})
    assert Policy.objects.count() == count


@pytest.mark.parametrize(
    "parameters",
    [
        {"days_off": ["2016-05-01"], "working_weekends": []},
        {"days_off": [], "working_weekends": ["2016-05-02"]},
        {"days_off": ["2016-05-02"], "working_weekends": ["2017-05-06"]},
    ],
)
def test_a_holiday_calendar_is_checked_day_by_day(officer, parameters):
    with pytest.raises(WrongParameters):
        open_policy(
            actor=officer, code="cal.holidays", region="330100", begins_on=date(2016, 1, 1), parameters=parameters
        )


def test_the_narrowest_region_wins(officer):
    for region, months in (("330000", [9]), ("330106", [8])):
        open_policy(actor=officer, code=CODE, region=region, begins_on=date(2016, 1, 1), parameters={"months": months})
    found = {
        region: policy(CODE, on=date(2016, 2, 1), region=region).months
        for region in ("330106", "330106002", "330102", "440100", "")
    }
    assert found == {"330106": (8,), "330106002": (8,), "330102": (9,), "440100": (6, 3, 1), "": (6, 3, 1)}


def test_the_system_may_open_policies_before_there_is_a_union():
    version = open_policy(actor=Actor.system("init"), code=CODE, begins_on=date(2016, 7, 1), parameters={"months": [4]})
    assert version.pk


def test_the_database_refuses_two_open_versions(opened):
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.create(code=CODE, begins_on=date(2020, 1, 1), parameters={"months": [1]})


def test_a_closed_version_cannot_be_changed_or_deleted(opened):
    closed = Policy.objects.filter(code=CODE, ends_on__isnull=False)
    with pytest.raises(DatabaseError), transaction.atomic():
        closed.update(parameters={"months": [99]})
    with pytest.raises(DatabaseError), transaction.atomic():
        closed.delete()
    assert closed.get().parameters == {"months": [6, 3, 1]}


def test_policies_are_shown_to_who_may_see_them(officer, actor_as, district):
    assert Policy.objects.visible_to(officer).exists()
    assert not Policy.objects.visible_to(actor_as(Role.AUDIT_ADMINISTRATOR, district)).exists()
