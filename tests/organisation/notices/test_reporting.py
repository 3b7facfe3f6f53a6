"""Reporting tasks: question sheets sent down, answered, reminded of once, and taken away as a workbook."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tests.foundation.accounts.browsers import browser_as, browser_of
from tests.foundation.flow.cells import check_cell, every_cell
from tests.organisation.notices.factories import QUESTIONS, TODAY, ReportingTaskFactory
from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.audit.queries import history
from yuanxin.foundation.documents.queries import attachments_of
from yuanxin.foundation.flow import inbox
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, Stale
from yuanxin.organisation.notices import services
from yuanxin.organisation.notices.choices import Audience, ReportingState
from yuanxin.organisation.notices.models import Report, ReportingTask
from yuanxin.organisation.notices.queries import progress, unanswered
from yuanxin.organisation.notices.rules import WrongAnswer, checked, numbered
from yuanxin.organisation.notices.services.reporting import NotOpen
from yuanxin.organisation.notices.states import REPORTING_FLOW

DAY = datetime.timedelta(days=1)
BY = datetime.date(2016, 6, 20)


@pytest.fixture
def task(officer, district, grassroots):
    """An open task to all unions of the district."""
    drafted = services.draft_task(
        actor=officer, union=district, target=None, audience=Audience.ALL, title="职工情况填报", text="请如实填写。",
        questions=QUESTIONS, answers_by=BY, today=TODAY,
    )  # fmt: skip
    return act(drafted, "open", actor=officer, today=TODAY)


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def answered(actor, task, union, *, today=TODAY, version=0, files=None, **answers):
    return services.answer(
        actor=actor, task=task, union=union, answers=answers, files=files or {}, today=today, version=version
    )


@every_cell(REPORTING_FLOW)
def test_every_cell_of_the_table(cell, district, street, actor_as):
    check_cell(cell, ReportingTaskFactory(union=district, state=cell.state), actor_as(cell.role, district), today=TODAY)


def test_an_open_task_waits_for_each_addressed_union_with_its_deadline(task, chair, clerk, officer):
    assert (task.opened_on, task.due_on) == (TODAY, BY)
    for actor in (chair, clerk):
        assert list(unanswered(actor, TODAY)) == [task]
        (waiting,) = inbox.waiting(actor, BY + DAY)
        assert [(item.due_on, item.overdue) for item in waiting.items] == [(BY, True)]
        assert inbox.load(actor, BY + DAY).overdue == 1
    assert list(unanswered(officer, TODAY)) == []


def test_an_answer_is_kept_corrected_and_counted(task, chair, grassroots, officer):
    report = answered(chair, task, grassroots, q1="40", q3="2016-05-01")
    assert (report.answers, report.version, report.late) == ({"q1": "40", "q3": "2016-05-01"}, 1, False)
    assert list(unanswered(chair, TODAY)) == []
    with pytest.raises(Stale):
        answered(chair, task, grassroots, q1="41")
    corrected = answered(chair, task, grassroots, q1="41", version=1, today=BY + DAY)
    assert (corrected.answers, corrected.version, corrected.late) == ({"q1": "41"}, 2, True)
    assert [(each.done, each.addressed) for each in progress(task, officer)] == [(1, 2)]
    assert Event.objects.filter(action="notices.answered").count() == 2


def test_the_trail_tells_questions_and_answers_in_words(task, chair, grassroots, officer):
    report = answered(chair, task, grassroots, q1="40", q3="2016-05-01")
    told = [change.after for entry in history("notices.report", report.pk, actor=officer) for change in entry.fields]
    assert "40；2016-05-01" in told
    drafted = [
        change.after for entry in history("notices.reportingtask", task.pk, actor=officer) for change in entry.fields
    ]
    assert "职工人数；工作情况；换届日期；名单" in drafted


@pytest.mark.parametrize(
    "answers",
    [{}, {"q1": "  "}, {"q1": "四十"}, {"q1": "NaN"}, {"q1": "1e99"},
     {"q1": "4", "q3": "六月"}, {"q1": "4", "q3": "2016-02-30"}],
)  # fmt: skip
def test_what_does_not_fit_its_question_is_refused_at_it(answers):
    with pytest.raises(WrongAnswer) as refusal:
        checked(QUESTIONS, answers)
    assert refusal.value.field in {"q1", "q3"}


def test_answers_are_kept_as_their_kind(task):
    assert checked(QUESTIONS, {"q1": "1200.50", "q2": " 正常 ", "q3": "2016-06-01"}) == {
        "q1": "1200.50", "q2": "正常", "q3": "2016-06-01",
    }  # fmt: skip


@pytest.mark.parametrize(
    "asked", [[], [("", "number", True)], [("人数", "number", True)] * 2, [(str(at), "text", True) for at in range(9)]]
)
def test_a_sheet_asks_something_and_nothing_twice(asked):
    with pytest.raises(Refused):
        numbered(asked)


def test_only_the_addressed_unions_own_officer_answers_and_only_while_it_is_open(
    task, officer, chair, clerk, park, grassroots, actor_as
):
    with pytest.raises(OutOfScope):
        answered(chair, task, park, q1="1")
    with pytest.raises(NotAllowed):
        answered(actor_as(Role.LEADER, grassroots), task, grassroots, q1="1")
    with pytest.raises(OutOfScope):
        answered(officer, task, task.union, q1="1")
    act(task, "close", actor=officer, today=TODAY)
    with pytest.raises(NotOpen):
        answered(chair, task, grassroots, q1="1")
    assert list(unanswered(chair, TODAY)) == []


def test_a_file_is_an_answer_and_stays_until_another_takes_its_place(task, chair, grassroots, media):
    file = SimpleUploadedFile("名单.pdf", b"%PDF-1.7")
    report = answered(chair, task, grassroots, q1="40", files={"q4": file})
    assert report.answers["q4"] == "名单.pdf"
    assert attachments_of(report).get().purpose == "名单"
    assert answered(chair, task, grassroots, q1="41", version=1).answers["q4"] == "名单.pdf"


def test_there_is_one_reminder_and_the_inbox_shows_it(task, officer, chair, clerk, grassroots):
    answered(chair, task, grassroots, q1="40")
    with pytest.raises(NotAllowed):
        services.remind(actor=chair, task=ReportingTaskFactory(union=grassroots), today=BY)
    services.remind(actor=officer, task=task, today=BY)
    with pytest.raises(Refused, match="2016-06-20"):
        services.remind(actor=officer, task=task, today=BY)
    (waiting,) = inbox.waiting(clerk, BY)
    assert [item.reminded for item in waiting.items] == [True]
    assert inbox.waiting(chair, BY) == []


def test_the_answers_are_taken_away_with_numbers_and_days_as_such(task, officer, chair, grassroots, street, clerk):
    answered(chair, task, grassroots, q1="40", q2="=1+1", q3="2016-05-01")
    with pytest.raises(Refused):
        services.export_answers(actor=officer, task=task, reason=" ")
    sheet = load_workbook(io.BytesIO(services.export_answers(actor=officer, task=task, reason="汇总"))).active
    head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert head == ["工会编码", "工会", "填报日期", "填报人", "职工人数", "工作情况", "换届日期", "名单"]
    assert [row[1] for row in rows] == [street.name, grassroots.name]
    assert rows[0][2:] == [None] * 6
    assert (rows[1][4], rows[1][5]) == (40, "=1+1")
    assert rows[1][6].date() == datetime.date(2016, 5, 1)
    assert sheet.cell(3, 6).data_type == "s"
    assert Event.objects.get(action="audit.exported").details["rows"] == 2


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def user_of(actor):
    return User.objects.get(pk=int(actor.key.removeprefix("user:")))


def test_a_sheet_is_written_and_answered_in_the_browser(district, street, grassroots, chair, today, media):
    officer = browser_as(Role.STREET_OFFICER, street)
    given = {
        "union": street.code, "audience": "grassroots", "title": "情况填报", "text": "请填写。",
        "answers_by": "2016-06-20",
        "label_1": "职工人数", "kind_1": "number", "required_1": "on", "label_2": "名单", "kind_2": "file",
    }  # fmt: skip
    assert officer.post(reverse("notices:reportingtask-new"), given | {"label_1": "", "label_2": ""}).status_code == 422
    assert officer.post(reverse("notices:reportingtask-new"), given).status_code == 302
    task = ReportingTask.objects.get()
    assert [(question.label, question.kind, question.required) for question in task.sheet] == [
        ("职工人数", "number", True), ("名单", "file", False),
    ]  # fmt: skip
    page = reverse("notices:reportingtask-detail", args=[task.pk])
    assert officer.get(page).status_code == 200
    officer.post(reverse("flow:step", args=["notices.reportingtask", task.pk, "open"]), {"version": task.version})
    task.refresh_from_db()
    assert task.state == ReportingState.OPEN
    own = browser_of(user_of(chair))
    address = reverse("notices:reportingtask-answer", args=[task.pk, grassroots.code])
    assert address in own.get(page).content.decode()
    wrong = own.post(address, {"q1": "很多", "version": 0})
    assert wrong.status_code == 422
    sent = own.post(address, {"q1": "40", "q2": SimpleUploadedFile("名单.pdf", b"%PDF-1.7"), "version": 0})
    assert sent.status_code == 302
    assert Report.objects.get().answers == {"q1": "40", "q2": "名单.pdf"}
    assert "名单.pdf" in own.get(sent["Location"]).content.decode()
    assert "40" in own.get(address).content.decode()
    listed = officer.get(reverse("notices:reportingtask-reports", args=[task.pk])).content.decode()
    assert grassroots.name in listed
    exported = officer.post(reverse("notices:reportingtask-export", args=[task.pk]), {"reason": "汇总"})
    assert exported["Content-Type"].startswith("application/vnd.openxml")
    assert officer.post(reverse("notices:reportingtask-remind", args=[task.pk])).status_code == 302
    task.refresh_from_db()
    assert task.reminded_on == TODAY
