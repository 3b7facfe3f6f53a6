"""The stock of files on any day: opening + in − out, whatever happened on the way (fact F22)."""

import datetime
from itertools import pairwise

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.foundation.unions.factories import UnionFactory
from tests.welfare.hardship.factories import Office, a_household, applied
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.figures.queries import measure
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.services import merge_unions
from yuanxin.organisation.members.models import Membership
from yuanxin.welfare.hardship.choices import Category, CloseReason, FileStatus, RequestKind
from yuanxin.welfare.hardship.models import FileSpell, HardshipFile
from yuanxin.welfare.hardship.queries.files import file_of, kinds_for
from yuanxin.welfare.hardship.services import approve_request, close_file, follow_households

FIRST = datetime.date(2015, 1, 5)
LAST = datetime.date(2019, 12, 31)
MEANS = {"dibao": (20000, 0), "edge": (50000, 0), "rich": (200000, 0)}

# Which household, how many days after the last thing happened, what it asks, and how it lives then.
HISTORY = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(1, 200),
        st.sampled_from(["ask", "ask", "ask", "close", "move"]),
        st.sampled_from(sorted(MEANS)),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=HISTORY)
def test_the_stock_of_every_day_is_what_came_in_less_what_went_out(history, district, street, actor_as):
    """Random histories of three households, in two unions: the figure of a day, the flows, and the files themselves."""
    with transaction.atomic():
        unions = [UnionFactory(parent=street) for _ in range(2)]
        office = Office(
            actor_as(Role.STREET_OFFICER, street), actor_as(Role.REVIEWER, district), actor_as(Role.APPROVER, district)
        )
        households = [a_household(unions[0], child=False) for _ in range(3)]
        # What a clerk with a pencil writes down: of each household, from which day it is on file in which category.
        pencil: dict[int, list[tuple[datetime.date, str]]] = {each.pk: [] for each in households}
        day = FIRST
        for place, later, what, means, choice in history:
            day += datetime.timedelta(days=later)
            household = households[place]
            try:
                with transaction.atomic():
                    happen(office, household, unions, what, means, choice, day)
            except Refused:
                pass
            file = file_of(household)
            if file is not None:
                state = "" if file.status == FileStatus.CLOSED else file.category
                pencil[household.pk].append((day, state))
        check(district, pencil, day)
        transaction.set_rollback(True)


def happen(office, household, unions, what, means, choice, day):
    """One thing that happens to a household on a day, as far as its file allows it."""
    file = file_of(household)
    if what == "move":
        union = unions[choice % 2]
        Membership.objects.filter(person=household.head).update(union=union)
        type(household.head).objects.filter(pk=household.head_id).update(union=union)
        household.head.refresh_from_db()
        follow_households(actor=office.approver, today=day)
        return
    if what == "close":
        if file is None:
            return
        request = close_file(actor=office.officer, file=file, reason=CloseReason.values[choice], today=day)
    else:
        kinds = [kind for kind in kinds_for(file) if kind != RequestKind.CLOSE]
        income, costs = MEANS[means]
        kind = kinds[choice % len(kinds)]
        request = applied(office.officer, household, kind=kind, today=day, income=income, costs=costs)
    decide(office, request, day)


def decide(office, request, day):
    """Everything on one day, so that the pencil knows the day; a notice takes its time and is left out here."""
    request.refresh_from_db()
    type(request).objects.filter(pk=request.pk).update(state="reviewed")
    request.refresh_from_db()
    approve_request(actor=office.approver, request=request, today=day)


def pencilled(notes, on):
    """The category of a household on a day; empty where it is not on file."""
    known = [state for day, state in notes if day <= on]
    return known[-1] if known else ""


def check(district, pencil, last):
    start = Period(FIRST, FIRST)
    before = measure("hardship.files", district, start).value
    assert before == 0
    probes = sorted({day for notes in pencil.values() for day, _state in notes} | {last, LAST})
    probes += [day - datetime.timedelta(days=1) for day in probes]
    for probe in probes:
        expected = [state for notes in pencil.values() if (state := pencilled(notes, probe))]
        period = Period(FIRST, max(probe, FIRST))
        value = {
            name: int(measure(f"hardship.{name}", district, period).value)
            for name in ("files", "files_opened", "files_returned", "files_closed", "files_changed", "files_recovered")
        }
        assert value["files"] == len(expected)
        assert value["files"] == value["files_opened"] + value["files_returned"] - value["files_closed"]
        spells = FileSpell.objects.on(probe)
        for category in Category:
            assert spells.filter(category=category).count() == expected.count(category)
    for file in HardshipFile.objects.all():
        spells = list(file.spells.order_by("begins_on", "pk"))
        assert all(one.ends_on is not None and one.ends_on <= two.begins_on for one, two in pairwise(spells))
        assert (spells[-1].ends_on is None) == (file.status != FileStatus.CLOSED)


def test_each_union_has_its_own_stock_and_a_move_is_neither_opening_nor_closing(office, household, street, district):
    file = office.filed(household, today=datetime.date(2016, 1, 4))
    other = UnionFactory(parent=street)
    type(household.head).objects.filter(pk=household.head_id).update(union=other)
    day = datetime.date(2016, 5, 3)
    follow_households(actor=office.approver, today=day)
    months = Period(datetime.date(2016, 1, 1), datetime.date(2016, 6, 30))
    before = Period(datetime.date(2016, 1, 1), datetime.date(2016, 5, 2))
    assert [measure("hardship.files", union, months).value for union in (file.union, other, district)] == [0, 1, 1]
    assert [measure("hardship.files", union, before).value for union in (file.union, other)] == [1, 0]
    assert measure("hardship.files_opened", district, months).value == 1
    assert measure("hardship.files_closed", district, months).value == 0


def test_a_request_on_its_way_changes_no_stock(office, household, district):
    request = office.reviewed(applied(office.officer, household))
    months = Period(datetime.date(2016, 1, 1), datetime.date(2016, 6, 30))
    assert measure("hardship.files", district, months).value == 0
    act(request, "refuse", actor=office.approver, today=datetime.date(2016, 6, 1), opinion="材料不实")
    assert measure("hardship.files", district, months).value == 0


def test_a_merger_of_unions_takes_files_and_all_that_was_asked_along(office, household, street, district, officer):
    file = office.filed(household, today=datetime.date(2016, 1, 4))
    absorbed, survivor = file.union, UnionFactory(parent=street)
    merge_unions(
        actor=officer, absorbed=absorbed, survivor=survivor, on=datetime.date(2016, 5, 3), today=LAST, reason="合并"
    )
    file.refresh_from_db()
    assert file.union == file.current.union == survivor
    months = Period(datetime.date(2016, 1, 1), datetime.date(2016, 6, 30))
    assert measure("hardship.files", survivor, months).value == 1
    assert measure("hardship.files", district, months).value == 1
    assert measure("hardship.files_closed", district, months).value == 0
