"""A cleaning campaign of the district: finished but for what its fact leaves open."""

import datetime
from collections.abc import Sequence
from random import Random

from django.db.models import Q, QuerySet

from yuanxin.demo.departments import Site
from yuanxin.demo.departments.rosters.rates import tasks_for
from yuanxin.demo.invention.days import ONE_DAY, draw_day
from yuanxin.foundation.flow.services import act, begin_all
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.choices import UnionState
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.rules import STREET_LEVELS
from yuanxin.organisation.rosters.choices import ENDED, Check, Result
from yuanxin.organisation.rosters.models import CleaningCampaign, CleaningItem, CleaningTask
from yuanxin.organisation.rosters.queries.checks import checks_left_open, written

NAME = "智慧工会底数排查"
DAYS, DAYS_AFTER, DAYS_TO_CHECK = 110, 15, 5
CLEANED_FROM = 40
# Why a union is confirmed though its records leave something open, by the check.
NOTES = {
    Check.EXISTS: "已实地核实，组织正常运转，覆盖单位待补录",
    Check.DUPLICATE: "已核实为同名的两家工会",
    Check.CHAIR: "主席人选已报上级工会，待补选",
    Check.TERM: "届满，已书面批准延期换届",
    Check.MEMBERS: "会员名册待汇总报送",
}
STREETS = Actor(key="system:demo-streets", label="各街道、园区总工会", everywhere=True)
DISTRICT = Actor(key="system:demo-district", label="区总工会", everywhere=True)


def build_campaign(site: Site) -> dict[str, int]:
    """Write the campaign that runs on the last day of the period, with as many confirmed tasks as the fact says.

    Raises:
        BadFacts: for a rate that the district's streets and parks cannot come to.
    """
    stream = site.stream("cleaning")
    last = site.facts.ends_on
    begins_on, ends_on = last - DAYS * ONE_DAY, last + DAYS_AFTER * ONE_DAY
    district = Union.objects.get(parent=None)
    there = unions_on(begins_on)
    streets = list(there.filter(level__in=STREET_LEVELS).order_by("path"))
    fact = site.facts.get("rosters.cleaning_done_rate")
    done, number = tasks_for(fact, len(streets)) if fact is not None else (len(streets), len(streets))
    chosen = streets[:number]
    campaign = CleaningCampaign(
        union=district, name=NAME, begins_on=begins_on, ends_on=ends_on, pilot=number < len(streets)
    )
    campaign.save(force_insert=True)
    direct = there
    for street in streets:
        direct = direct.exclude(pk__in=Union.objects.within(street).values("pk"))
    tasks = [CleaningTask(campaign=campaign, union=place, given_on=begins_on) for place in [*chosen, district]]
    begin_all(tasks, actor=DISTRICT, today=begins_on, union=district.pk, campaign=NAME)
    days = confirmation_days(stream, done, number, last, min(ends_on, site.today))
    # What stands directly under the district is no street's, and cleaned like the first of them.
    days.append(draw_day(stream, last - CLEANED_FROM * ONE_DAY, last))
    rows = 0
    for task, day in zip(tasks, days, strict=True):
        unions = direct if task.union_id == district.pk else there & Union.objects.within(task.union)
        rows += write_items(task, unions, day)
        if day is not None:
            act(task, "confirm", actor=STREETS, today=day)
            check = min(day + DAYS_TO_CHECK * ONE_DAY, site.today)
            act(task, "check", actor=DISTRICT, today=check)
    return {"cleaning_tasks": len(tasks), "cleaning_items": rows}


def unions_on(day: datetime.date) -> QuerySet[Union]:
    """The unions that were in force on a day."""
    approved = Union.objects.filter(Q(ended_on=None) | Q(ended_on__gt=day), approved_on__lte=day)
    return approved.exclude(state__in=[UnionState.ANNULLED, UnionState.PREPARING])


def confirmation_days(
    stream: Random, done: int, number: int, last: datetime.date, horizon: datetime.date
) -> list[datetime.date | None]:
    """When each task is confirmed: `done` of them by the period's last day, the others later or not at all."""
    days: list[datetime.date | None] = [draw_day(stream, last - CLEANED_FROM * ONE_DAY, last) for _task in range(done)]
    if done:
        days[0] = last
    late = [last + ONE_DAY if last < horizon else None, None]
    return days + [late[place % 2] for place in range(number - done)]


def write_items(task: CleaningTask, unions: QuerySet[Union], day: datetime.date | None) -> int:
    """The rows of a task: decided by `day`, or still as the task found them."""
    found = checks_left_open(unions, task.given_on)
    states = dict(unions.values_list("pk", "state"))
    ended = set(unions.filter(ended_on__lte=day or task.given_on).values_list("pk", flat=True))
    items = []
    for pk, checks in found.items():
        item = CleaningItem(task=task, union_id=pk, found=written(checks))
        if day is not None:
            item.result = ENDED[states[pk]] if pk in ended else Result.CONFIRMED
            item.left = written(checks)
            item.note = "；".join(notes_on(checks)) if pk not in ended else ""
            item.decided_on = day
        elif not checks:
            item.result, item.decided_on = Result.CONFIRMED, task.given_on
        items.append(item)
    CleaningItem.objects.bulk_create(items, batch_size=1000)
    return len(items)


def notes_on(checks: Sequence[Check]) -> list[str]:
    """What the street wrote of checks that the records leave open."""
    return [NOTES[check] for check in checks]
