"""Notices, reporting tasks and reports as they stand."""

import datetime

import factory

from yuanxin.organisation.notices.choices import CircularState, ReportingState
from yuanxin.organisation.notices.models import Circular, Report, ReportingTask
from yuanxin.organisation.notices.rules import Question

TODAY = datetime.date(2016, 6, 1)
QUESTIONS = [
    Question("q1", "职工人数", "number"),
    Question("q2", "工作情况", "text", required=False),
    Question("q3", "换届日期", "date", required=False),
    Question("q4", "名单", "file", required=False),
]


class AddressedFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    target = factory.SelfAttribute("union")
    text = "请各单位于6月底前完成。"
    due_on = None


class CircularFactory(AddressedFactory):
    class Meta:
        model = Circular

    title = factory.Sequence(lambda number: f"关于做好第{number}号工作的通知")
    until = datetime.date(2016, 6, 30)
    state = CircularState.SENT
    sent_on = TODAY


class ReportingTaskFactory(AddressedFactory):
    class Meta:
        model = ReportingTask

    title = factory.Sequence(lambda number: f"第{number}号情况填报")
    questions = factory.LazyFunction(lambda: [question.stored() for question in QUESTIONS])
    answers_by = datetime.date(2016, 6, 20)
    due_on = datetime.date(2016, 6, 20)
    state = ReportingState.OPEN
    opened_on = TODAY


class ReportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Report

    answers = factory.LazyFunction(lambda: {"q1": "40"})
    answered_on = TODAY
    answered_by = "张三"
