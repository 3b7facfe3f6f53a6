"""A cleaning campaign: given out, worked through, confirmed by the street, checked by the district."""

import datetime
from decimal import Decimal

import pytest
import time_machine

from tests.foundation.flow.cells import check_cell, every_cell
from tests.foundation.unions.factories import CoverageFactory, OfficerFactory, TermFactory, UnionFactory
from tests.organisation.members.factories import MembershipFactory
from tests.organisation.rosters.factories import CampaignFactory, CleaningItemFactory, CleaningTaskFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.figures.queries import exported_rows, measure
from yuanxin.foundation.flow.queries import offers, waiting_for
from yuanxin.foundation.flow.services import NotByYou, NotPossible, act
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.foundation.kernel.periods import Period, half_year
from yuanxin.foundation.unions.choices import Form, Level, Post
from yuanxin.foundation.unions.models import Officer, Union
from yuanxin.foundation.unions.services import appoint_officer, merge_unions
from yuanxin.organisation.rosters.choices import Check, Result
from yuanxin.organisation.rosters.choices import TaskState as S
from yuanxin.organisation.rosters.models import CleaningCampaign, CleaningItem, CleaningTask
from yuanxin.organisation.rosters.queries.checks import checks_left_open
from yuanxin.organisation.rosters.services import (
    CampaignRefused,
    NotMended,
    TaskClosed,
    change_campaign,
    decide_item,
    fill_in,
    start_campaign,
)
from yuanxin.organisation.rosters.states import CLEANING_FLOW

TODAY = datetime.date(2016, 3, 1)
LATER = datetime.date(2016, 6, 20)
LAST = datetime.date(2016, 7, 15)
H1 = half_year(2016, 1)


@pytest.fixture(autouse=True)
def spring():
    """The trail is dated too: a mending act counts from the day the task was given."""
    with time_machine.travel(datetime.datetime(2016, 6, 20, 2, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.fixture
def park(district):
    return UnionFactory(name="科技园总工会", level=Level.PARK, form=Form.FEDERATION, parent=district)


@pytest.fixture
def direct(district):
    """A union directly under the district."""
    return UnionFactory(name="区教育局工会委员会", parent=district)


def sound(union: Union) -> Union:
    """Give a union everything that the checks ask for."""
    OfficerFactory(union=union)
    TermFactory(union=union, ends_on=datetime.date(2018, 4, 30))
    if union.level == Level.GRASSROOTS:
        CoverageFactory(union=union)
        MembershipFactory(union=union)
    return union


@pytest.fixture
def campaign(officer, district, street, park, direct, grassroots):
    for union in (district, street, park, direct, grassroots):
        sound(union)
    return begin(officer, district)


def begin(actor, union, **given):
    return start_campaign(
        **{
            "actor": actor, "union": union, "name": "底数排查", "begins_on": TODAY, "ends_on": LAST, "today": TODAY,
            **given,
        }
    )  # fmt: skip


def task_of(campaign, union):
    return CleaningTask.objects.get(campaign=campaign, union=union)


def item_of(campaign, union):
    return CleaningItem.objects.get(task__campaign=campaign, union=union)


def decide(actor, item, result, note=""):
    return decide_item(actor=actor, item=item, result=result, note=note, today=LATER, version=item.version)


# --- giving out ------------------------------------------------------------------------------------------------------


def test_every_street_and_park_gets_a_task_over_its_unions_and_the_district_what_is_directly_under_it(
    campaign, district, street, park, direct, grassroots
):
    rows = {task.union: {item.union for item in task.items.all()} for task in campaign.tasks.all()}
    assert rows == {street: {street, grassroots}, park: {park}, district: {district, direct}}
    assert {task.due_on for task in campaign.tasks.all()} == {LAST}
    event = Event.objects.get(action="rosters.campaign_started")
    assert event.details == {"tasks": 3, "unions": 5}


def test_chosen_streets_alone_are_cleaned(officer, district, street, park, grassroots):
    campaign = begin(officer, district, streets=[street], pilot=True)
    assert [task.union for task in campaign.tasks.all()] == [street]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"ends_on": datetime.date(2016, 2, 1)}, "ends_on"),
        ({"begins_on": datetime.date(2016, 1, 1), "ends_on": datetime.date(2016, 2, 1)}, "ends_on"),
        ({"name": "  "}, "name"),
        ({"streets": []}, "streets"),
    ],
)
def test_a_campaign_that_cannot_run_is_refused_at_its_field(officer, district, given, field):
    with pytest.raises(CampaignRefused) as refused:
        begin(officer, district, **given)
    assert refused.value.field == field
    assert not CleaningCampaign.objects.exists()


def test_two_campaigns_share_no_day_and_no_name(officer, district, street):
    begin(officer, district)
    with pytest.raises(CampaignRefused, match="底数排查"):
        begin(officer, district, name="又一次", begins_on=LAST, ends_on=LAST)
    with pytest.raises(CampaignRefused) as refused:
        begin(officer, district, begins_on=datetime.date(2016, 8, 1), ends_on=datetime.date(2016, 9, 1))
    assert refused.value.field == "name"


def test_only_a_district_runs_a_campaign_and_only_over_its_own_streets(officer, district, street, grassroots, actor_as):
    with pytest.raises(CampaignRefused):
        begin(officer, street)
    with pytest.raises(CampaignRefused):
        begin(officer, district, streets=[grassroots])
    with pytest.raises(OutOfScope):
        begin(actor_as(Role.STREET_OFFICER, street), district)


def test_a_longer_campaign_gives_its_open_tasks_longer(officer, campaign, street):
    confirmed = task_of(campaign, street)
    fill_in(actor=officer, task=confirmed, today=LATER)
    act(confirmed, "confirm", actor=officer, today=LATER)
    longer = datetime.date(2016, 8, 31)
    change_campaign(
        actor=officer, campaign=campaign, name=campaign.name, ends_on=longer, today=LATER, version=campaign.version
    )
    assert sorted({str(task.due_on) for task in campaign.tasks.all()}) == ["2016-08-31", "None"]
    with pytest.raises(Stale):
        change_campaign(actor=officer, campaign=campaign, name="新名", ends_on=longer, today=LATER, version=1)


# --- what the records answer -----------------------------------------------------------------------------------------


def test_the_records_answer_what_they_can(street, grassroots):
    assert checks_left_open(Union.objects.within(grassroots), TODAY) == {
        grassroots.pk: [Check.EXISTS, Check.CHAIR, Check.TERM, Check.MEMBERS]
    }
    sound(grassroots)
    assert checks_left_open(Union.objects.within(grassroots), TODAY) == {grassroots.pk: []}
    UnionFactory(name=grassroots.name, parent=street)
    assert checks_left_open(Union.objects.filter(pk=grassroots.pk), TODAY) == {grassroots.pk: [Check.DUPLICATE]}


def test_a_branch_need_cover_nobody_and_an_organiser_leads_it(grassroots):
    branch = UnionFactory(parent=grassroots, form=Form.BRANCH)
    OfficerFactory(union=branch, post=Post.ORGANISER)
    TermFactory(union=branch, ends_on=datetime.date(2018, 4, 30))
    MembershipFactory(union=branch)
    assert checks_left_open(Union.objects.filter(pk=branch.pk), TODAY) == {branch.pk: []}


def test_what_the_records_prove_is_filled_in_and_the_rest_stays_pending(officer, district, street, grassroots):
    for union in (district, street, grassroots):
        sound(union)
    chairless = sound(UnionFactory(parent=street))
    Officer.objects.filter(union=chairless).update(ends_on=datetime.date(2016, 1, 1))
    absorbed = sound(UnionFactory(parent=street))
    doubtful = UnionFactory(parent=street)
    campaign = begin(officer, district)
    appoint_officer(
        actor=officer, union=chairless, name="王主席", post=Post.CHAIR, engagement="part_time",
        begins_on=datetime.date(2016, 6, 1), today=LATER,
    )  # fmt: skip
    merge_unions(actor=officer, absorbed=absorbed, survivor=grassroots, on=LATER, today=LATER, reason="两厂合并")
    counts = fill_in(actor=officer, task=task_of(campaign, street), today=LATER)
    results = {item.union: item.result for item in task_of(campaign, street).items.select_related("union")}
    assert results == {
        street: Result.CONFIRMED,
        grassroots: Result.CONFIRMED,
        chairless: Result.CORRECTED,
        absorbed: Result.MERGED,
        doubtful: Result.PENDING,
    }
    assert counts == {Result.CONFIRMED: 2, Result.CORRECTED: 1, Result.MERGED: 1}
    mended = item_of(campaign, chairless)
    assert (mended.found, mended.left) == ("chair", "")
    assert Event.objects.get(pk=mended.event).action == "unions.officer_appointed"
    assert Event.objects.get(pk=item_of(campaign, absorbed).event).action == "unions.merged"
    assert item_of(campaign, grassroots).event is None


# --- deciding --------------------------------------------------------------------------------------------------------


def test_a_result_must_be_borne_out_by_the_records(officer, campaign, street, grassroots):
    item = item_of(campaign, grassroots)
    for result in (Result.MERGED, Result.REVOKED, Result.CORRECTED):
        with pytest.raises(NotMended):
            decide(officer, item, result)
    assert decide(officer, item, Result.CONFIRMED).decided_on == LATER


def test_a_union_that_ended_is_not_confirmed(officer, campaign, grassroots, street):
    other = sound(UnionFactory(parent=street))
    merge_unions(actor=officer, absorbed=grassroots, survivor=other, on=LATER, today=LATER, reason="合并")
    with pytest.raises(NotMended):
        decide(officer, item_of(campaign, grassroots), Result.CONFIRMED)
    assert decide(officer, item_of(campaign, grassroots), Result.MERGED).event is not None


def test_what_the_records_leave_open_is_confirmed_only_with_a_note(officer, district, street):
    bare = UnionFactory(parent=street)
    campaign = begin(officer, district)
    with pytest.raises(Refused) as refused:
        decide(officer, item_of(campaign, bare), Result.CONFIRMED)
    assert refused.value.field == "note"
    decided = decide(officer, item_of(campaign, bare), Result.CONFIRMED, "已上门核实，待选主席")
    assert decided.left == "exists chair term members"


def test_a_word_can_be_taken_back_while_the_task_is_open(officer, campaign, street, grassroots):
    decided = decide(officer, item_of(campaign, grassroots), Result.CONFIRMED)
    taken_back = decide(officer, decided, Result.PENDING)
    assert (taken_back.result, taken_back.decided_on) == (Result.PENDING, None)
    with pytest.raises(Stale):
        decide_item(actor=officer, item=decided, result=Result.CONFIRMED, today=LATER, version=1)


def test_a_confirmed_task_stands(officer, campaign, street, grassroots):
    task = task_of(campaign, street)
    fill_in(actor=officer, task=task, today=LATER)
    act(task, "confirm", actor=officer, today=LATER)
    with pytest.raises(TaskClosed):
        decide(officer, item_of(campaign, grassroots), Result.PENDING)
    with pytest.raises(TaskClosed):
        fill_in(actor=officer, task=task, today=LATER)


def test_another_streets_officer_neither_sees_nor_decides(actor_as, campaign, street, park, grassroots):
    stranger = actor_as(Role.STREET_OFFICER, park)
    assert {item.union for item in CleaningItem.objects.visible_to(stranger)} == {park}
    with pytest.raises(OutOfScope):
        decide(stranger, item_of(campaign, grassroots), Result.CONFIRMED)
    with pytest.raises(OutOfScope):
        fill_in(actor=stranger, task=task_of(campaign, street), today=LATER)
    with pytest.raises(NotAllowed):
        decide(actor_as(Role.GRASSROOTS_OFFICER, grassroots), item_of(campaign, grassroots), Result.CONFIRMED)


# --- the flow --------------------------------------------------------------------------------------------------------


@every_cell(CLEANING_FLOW)
def test_every_cell_of_the_flow(cell, actor_as, district, street):
    confirmed_on = None if cell.state == S.OPEN else LATER
    task = CleaningTaskFactory(
        union=street, campaign__union=district, state=cell.state, confirmed_on=confirmed_on, given_on=TODAY
    )
    check_cell(cell, task, actor_as(cell.role, district), today=LATER)


def test_nothing_is_confirmed_while_a_union_is_pending(officer, campaign, street):
    task = task_of(campaign, street)
    assert not offers(task, officer, LATER)
    with pytest.raises(NotPossible):
        act(task, "confirm", actor=officer, today=LATER)


def test_the_street_confirms_and_somebody_else_of_the_district_checks(actor_as, officer, campaign, district, street):
    clerk = actor_as(Role.STREET_OFFICER, street)
    task = task_of(campaign, street)
    assert list(waiting_for(CLEANING_FLOW, clerk, LATER)) == [task]
    fill_in(actor=clerk, task=task, today=LATER)
    act(task, "confirm", actor=clerk, today=LATER)
    task.refresh_from_db()
    assert (task.confirmed_on, task.due_on) == (LATER, None)
    assert not waiting_for(CLEANING_FLOW, clerk, LATER).exists()
    act(task, "return", actor=officer, opinion="三家工会的届次请再核对", today=LATER)
    task.refresh_from_db()
    assert (task.state, task.confirmed_on, task.due_on) == (S.OPEN, None, LAST)
    act(task, "confirm", actor=clerk, today=LATER)
    act(task, "check", actor=officer, today=LATER)
    task.refresh_from_db()
    assert (task.state, task.confirmed_on, task.checked_on) == (S.CHECKED, LATER, LATER)


def test_who_confirmed_does_not_check(officer, campaign, district):
    task = task_of(campaign, district)
    fill_in(actor=officer, task=task, today=LATER)
    act(task, "confirm", actor=officer, today=LATER)
    with pytest.raises(NotByYou):
        act(task, "check", actor=officer, today=LATER)


# --- the figure ------------------------------------------------------------------------------------------------------


def rate(union, period=H1):
    found = measure("rosters.cleaning_done_rate", union, period)
    rows = list(exported_rows("rosters.cleaning_done_rate", union, period))
    assert len(rows) == found.rows
    assert found.figure.measure.recomputed(rows) == found.value
    return found.value


def test_the_rate_counts_the_streets_and_parks_confirmed_by_the_last_day(district, street, park):
    campaign = CampaignFactory(union=district)
    for place, day in ((district, None), (street, datetime.date(2016, 6, 30)), (park, datetime.date(2016, 7, 1))):
        CleaningTaskFactory(campaign=campaign, union=place, confirmed_on=day)
    assert rate(district) == 50
    assert (rate(street), rate(park)) == (100, 0)
    assert rate(district, Period(H1.start, datetime.date(2016, 7, 1))) == 100
    assert rate(district, Period(H1.start, datetime.date(2016, 7, 16))) == 0


def test_only_the_campaign_that_runs_on_the_last_day_is_asked(district, street, park):
    earlier = CampaignFactory(union=district, begins_on=datetime.date(2015, 3, 1), ends_on=datetime.date(2015, 7, 1))
    CleaningTaskFactory(campaign=earlier, union=park)
    running = CampaignFactory(union=district)
    CleaningTaskFactory(campaign=running, union=street, confirmed_on=LATER)
    assert rate(district) == Decimal(100)
    assert rate(district, half_year(2015, 1)) == 0


def test_a_task_returned_is_confirmed_no_more(officer, actor_as, campaign, district, street):
    clerk = actor_as(Role.STREET_OFFICER, street)
    task = task_of(campaign, street)
    fill_in(actor=clerk, task=task, today=LATER)
    act(task, "confirm", actor=clerk, today=LATER)
    assert rate(district) == 50
    act(task, "return", actor=officer, opinion="请再核对", today=LATER)
    assert rate(district) == 0


def test_a_row_belongs_to_its_union(grassroots):
    item = CleaningItemFactory(union=grassroots)
    assert list(CleaningItem.objects.within(grassroots)) == [item]
