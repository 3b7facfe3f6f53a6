"""Work for the pilot of the city's platform (F14)."""

import dataclasses
import datetime

import pytest

from tests.organisation.rosters.factories import PilotTaskFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.figures.queries import exported_rows, measure
from yuanxin.foundation.kernel.errors import NotAllowed, Refused, Stale
from yuanxin.foundation.kernel.periods import half_year
from yuanxin.organisation.rosters.choices import PilotKind
from yuanxin.organisation.rosters.models import PilotTask
from yuanxin.organisation.rosters.services import (
    PilotWork,
    correct_pilot_task,
    enter_pilot_task,
    withdraw_pilot_task,
)

TODAY = datetime.date(2016, 6, 30)
WORK = PilotWork(PilotKind.TRIAL, "试导入会员数据", datetime.date(2016, 5, 9), "沈佳、章伟", 40, "导入三万条")


def kinds(union):
    found = measure("rosters.pilot_tasks", union, half_year(2016, 1))
    rows = list(exported_rows("rosters.pilot_tasks", union, half_year(2016, 1)))
    assert found.value == len({row.key for row in rows})
    return found.value


def test_the_figure_counts_the_kinds_of_work_in_the_period(officer, district):
    for kind, day in (
        (PilotKind.RESEARCH, "2016-01-01"),
        (PilotKind.RESEARCH, "2016-06-30"),
        (PilotKind.TRIAL, "2016-06-30"),
        (PilotKind.DEBUGGING, "2016-07-01"),
        (PilotKind.DEBUGGING, "2015-12-31"),
    ):
        PilotTaskFactory(union=district, kind=kind, done_on=day)
    assert kinds(district) == 2
    PilotTaskFactory(union=district, kind=PilotKind.DEBUGGING, withdrawn=True)
    assert kinds(district) == 2


def test_work_is_entered_corrected_and_withdrawn_and_the_trail_tells_it(officer, district):
    task = enter_pilot_task(actor=officer, union=district, work=WORK, today=TODAY)
    assert kinds(district) == 1
    longer = dataclasses.replace(WORK, hours=48)
    correct_pilot_task(actor=officer, task=task, work=longer, today=TODAY, version=task.version)
    with pytest.raises(Stale):
        correct_pilot_task(actor=officer, task=task, work=WORK, today=TODAY, version=1)
    stored = PilotTask.objects.get()
    assert stored.hours == 48
    withdraw_pilot_task(actor=officer, task=stored, reason="记错年度", today=TODAY, version=stored.version)
    assert kinds(district) == 0
    assert list(Event.objects.filter(kind="rosters.pilottask").order_by("id").values_list("action", flat=True)) == [
        "rosters.pilot_entered",
        "rosters.pilot_corrected",
        "rosters.pilot_withdrawn",
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"done_on": datetime.date(2016, 7, 1)}, "done_on"),
        ({"hours": 0}, "hours"),
        ({"staff": " "}, "staff"),
        ({"subject": ""}, "subject"),
        ({"result": ""}, "result"),
    ],
)
def test_work_of_which_something_is_wrong_is_refused_at_its_field(officer, district, wrong, field):
    with pytest.raises(Refused) as refused:
        enter_pilot_task(actor=officer, union=district, work=dataclasses.replace(WORK, **wrong), today=TODAY)
    assert refused.value.field == field
    assert not PilotTask.objects.exists()


def test_a_street_does_not_enter_the_districts_work(actor_as, street):
    with pytest.raises(NotAllowed):
        enter_pilot_task(actor=actor_as(Role.STREET_OFFICER, street), union=street, work=WORK, today=TODAY)
