"""What the district's staff did for the pilot of the city's platform."""

import datetime

from django.utils.translation import gettext as _

from yuanxin.demo.departments import Site
from yuanxin.demo.invention.days import ONE_DAY, draw_day
from yuanxin.demo.invention.people import FEMALE, MALE, Names
from yuanxin.demo.spec import BadFacts
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.rosters.choices import PilotKind
from yuanxin.organisation.rosters.models import PilotTask

# Subject and what came of it, each piece of work of a kind in turn.
WORK: dict[PilotKind, tuple[tuple[str, str], ...]] = {
    PilotKind.RESEARCH: (
        ("赴街道、园区调研基层工会信息化需求", "形成需求清单31条，报市总工会平台项目组"),
        ("参加市总工会智慧工会平台功能论证会", "提出会员转接、底数排查等修改意见12条"),
    ),
    PilotKind.DEBUGGING: (("派员驻市总工会参与平台联调", "登记并复测问题46个，关闭43个"),),
    PilotKind.TRIAL: (
        ("基层工会和会员数据试运行导入", "试导入工会、会员数据，核对差错并退回修正"),
        ("三墩镇、翠苑街道试用会员台账", "两地试用两周，整理操作问题与建议"),
    ),
}
HOURS = (8, 16, 24, 40, 80)
BORN = 1985


def build_pilot_tasks(site: Site) -> dict[str, int]:
    """Pilot work of as many kinds in the period as the fact says; other work before and after it, and one mistake.

    Raises:
        BadFacts: for more kinds than there are.
    """
    fact = site.facts.get("rosters.pilot_tasks")
    wanted = fact.whole() if fact is not None else len(PilotKind)
    if fact is not None and wanted > len(PilotKind):
        raise BadFacts(
            _("%(id)s %(figure)s: there are %(most)s kinds of pilot work, and %(value)s cannot be told.")
            % {"id": fact.id, "figure": fact.figure, "most": len(PilotKind), "value": wanted},
            remedy=_("Give a number from 0 to %(most)s.") % {"most": len(PilotKind)},
        )
    stream = site.stream("pilot tasks")
    names = Names(stream)
    district = Union.objects.get(parent=None)
    first, last = site.facts.begins_on, site.facts.ends_on

    def work(kind: PilotKind, turn: int, day: datetime.date, *, withdrawn: bool = False) -> PilotTask:
        subject, result = WORK[kind][turn % len(WORK[kind])]
        staff = "、".join(names.draw(sex, BORN) for sex in (MALE, FEMALE)[: stream.randint(1, 2)])
        hours = stream.choice(HOURS)
        return PilotTask(
            union=district, kind=kind, subject=subject, done_on=day, staff=staff, hours=hours, result=result,
            withdrawn=withdrawn,
        )  # fmt: skip

    kinds = list(PilotKind)[:wanted]
    tasks = [work(kind, turn, draw_day(stream, first, last)) for kind in kinds for turn in range(len(WORK[kind]))]
    tasks += [work(kind, 0, draw_day(stream, first - 60 * ONE_DAY, first - ONE_DAY)) for kind in PilotKind]
    tasks.append(work(PilotKind.TRIAL, 1, last, withdrawn=True))
    if site.today > last:
        tasks.append(
            work(PilotKind.DEBUGGING, 0, draw_day(stream, last + ONE_DAY, min(site.today, last + 90 * ONE_DAY)))
        )
    PilotTask.objects.bulk_create(tasks)
    return {"pilot_tasks": len(tasks)}
