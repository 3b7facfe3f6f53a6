"""What goes down the tree of a demonstration: notices, partly read, and question sheets, partly answered."""

import datetime
from collections.abc import Sequence

from django.db import transaction

from yuanxin.demo.departments import Site
from yuanxin.demo.invention.days import ONE_DAY
from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.notices.choices import Audience, QuestionKind
from yuanxin.organisation.notices.models import Circular, Question, Receipt, Report, ReportingTask
from yuanxin.organisation.notices.services import draft_circular, draft_task

READ_SHARE, ANSWERED_SHARE = 0.6, 0.5
WEEK, MONTH = 7 * ONE_DAY, 30 * ONE_DAY

COOLNESS = (
    "关于做好2016年夏季职工防暑降温工作的通知",
    "各街道（镇）、园区总工会，各直属基层工会：\n近期气温升高，请督促用人单位落实高温津贴，合理安排作业时间，配备防暑药品，"
    "并于高温季节走访慰问一线职工。工作情况按填报任务要求报送。",
)
SUMMARY = (
    "关于报送上半年工会工作总结的通知",
    "各基层工会：\n请总结上半年组织建设、权益维护、职工服务等工作，突出特色做法，经主席审定后报送。系统已有的数据不必重复填写。",
)
HEAT = (
    "高温作业岗位情况填报",
    "请街道（镇）、园区总工会汇总辖区内高温作业岗位情况。",
    (
        Question("q1", "高温作业岗位职工人数", QuestionKind.NUMBER),
        Question("q2", "最近一次检查日期", QuestionKind.DATE),
        Question("q3", "防暑降温措施", QuestionKind.TEXT, required=False),
    ),
)
ELECTIONS = (
    "换届筹备情况填报",
    "请本年内届满的基层工会填报换届筹备情况；届次、任期系统已有，不必填写。",
    (
        Question("q1", "拟召开会员（代表）大会日期", QuestionKind.DATE),
        Question("q2", "需要上级工会协助的事项", QuestionKind.TEXT, required=False),
    ),
)


def announce(district: Actor, street: Actor, own: Union, site: Site) -> None:
    """Send two notices and two question sheets, one of them late by now; `own` is the grassroots officer's union."""
    top, above = Union.objects.get(parent=None), own.parent
    today = site.today
    _read(_sent(district, top, Audience.ALL, COOLNESS, today - WEEK, today + MONTH), site, own)
    _answered(_opened(district, top, Audience.STREETS, HEAT, today - WEEK, today + WEEK), site, own)
    if above is not None and above != top:
        _sent(street, above, Audience.GRASSROOTS, SUMMARY, today - ONE_DAY, today + WEEK)
        _answered(_opened(street, above, Audience.GRASSROOTS, ELECTIONS, today - MONTH, today - ONE_DAY), site, own)


def _sent(
    actor: Actor, union: Union, audience: Audience, words: tuple[str, str], day: datetime.date, until: datetime.date
) -> Circular:
    title, text = words
    drafted = draft_circular(
        actor=actor, union=union, target=None, audience=audience, title=title, text=text, until=until, today=day
    )
    return act(drafted, "send", actor=actor, today=day)


def _opened(
    actor: Actor,
    union: Union,
    audience: Audience,
    words: tuple[str, str, Sequence[Question]],
    day: datetime.date,
    answers_by: datetime.date,
) -> ReportingTask:
    title, text, questions = words
    drafted = draft_task(
        actor=actor,
        union=union,
        target=None,
        audience=audience,
        title=title,
        text=text,
        questions=questions,
        answers_by=answers_by,
        today=day,
    )
    return act(drafted, "open", actor=actor, today=day)


@transaction.atomic
def _read(circular: Circular, site: Site, own: Union) -> None:
    """A part of the unions has read; those of the documented sign-ins have not."""
    stream = site.stream("notices")
    read = [
        Receipt(circular=circular, union=union, reader="工会干事", at=clock.now())
        for union in _others(circular, own)
        if stream.random() < READ_SHARE
    ]
    Receipt.objects.bulk_create(read)
    changes = [RowChange(receipt, None, snapshot(receipt)) for receipt in read]
    record(Actor.system("demo"), "notices.acknowledged", circular, changes=changes)


@transaction.atomic
def _answered(task: ReportingTask, site: Site, own: Union) -> None:
    """A part of the unions has answered; those of the documented sign-ins have not."""
    stream = site.stream(f"reports/{task.title}")
    reports = [
        Report(
            task=task,
            union=union,
            answers={
                question.key: _invented(question, stream.randrange(400), task.answers_by) for question in task.sheet
            },
            answered_on=min(task.answers_by, site.today) - stream.randrange(5) * ONE_DAY,
            answered_by="工会干事",
        )
        for union in _others(task, own)
        if stream.random() < ANSWERED_SHARE
    ]
    Report.objects.bulk_create(reports)
    changes = [RowChange(report, None, snapshot(report)) for report in reports]
    record(Actor.system("demo"), "notices.answered", task, changes=changes)


def _others(about: Circular | ReportingTask, own: Union) -> list[Union]:
    return list(about.recipients().exclude(pk__in=[own.pk, own.parent_id]))


def _invented(question: Question, number: int, last: datetime.date) -> str:
    if question.kind == QuestionKind.NUMBER:
        return str(number)
    if question.kind == QuestionKind.DATE:
        return (last + number % 20 * ONE_DAY).isoformat()
    return "已落实，详见工作台账（演示数据）"
