"""Pages on which notices and question sheets are written, confirmed and answered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yuanxin.foundation.documents.choices import FileType
from yuanxin.foundation.documents.contents import KINDS
from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_act, answer_form, form_of, form_page
from yuanxin.foundation.ui.forms import Form
from yuanxin.foundation.ui.registers import Register
from yuanxin.foundation.ui.registers.views import whole_number
from yuanxin.foundation.unions.models import Union
from yuanxin.organisation.notices import queries, services
from yuanxin.organisation.notices.choices import Permission
from yuanxin.organisation.notices.forms import AddressedForm, AnswerForm, CircularForm, ReasonForm, ReportingTaskForm
from yuanxin.organisation.notices.models import Circular, Report, ReportingTask
from yuanxin.organisation.notices.registers import CIRCULARS, REPORTING_TASKS, REPORTS

DRAFTED = ("union", "target", "audience", "title", "text", "version")


@dataclass(frozen=True, slots=True)
class Sent:
    """What is drafted, corrected and sent alike: notices and reporting tasks. `day` is the last one of each."""

    model: type[Circular | ReportingTask]
    form: type[AddressedForm]
    register: Register
    day: str
    draft: Callable[..., Any]
    correct: Callable[..., Any]


NOTICE = Sent(
    Circular,
    CircularForm,
    CIRCULARS,
    "until",
    services.draft_circular,
    lambda circular, **given: services.correct_circular(circular=circular, **given),
)
TASK = Sent(
    ReportingTask,
    ReportingTaskForm,
    REPORTING_TASKS,
    "answers_by",
    services.draft_task,
    lambda task, **given: services.correct_task(task=task, **given),
)


@requires(Permission.SEND)
@require_http_methods(["GET", "POST"])
def new_circular(request: ActorRequest) -> HttpResponse:
    """Draft a notice; files are attached and it is sent from its own page."""
    return _draft(request, NOTICE, _("New notice"))


@requires(Permission.SEND)
@require_http_methods(["GET", "POST"])
def edit_circular(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct a draft."""
    return _correct(request, NOTICE, _drafted(request, NOTICE, pk, Permission.SEND))


@requires(Permission.ANSWER)
@require_POST
def confirm_circular(request: ActorRequest, pk: int) -> HttpResponse:
    """Confirm that the reader's unions have read the notice."""
    circular = _drafted(request, NOTICE, pk, Permission.VIEW)
    return answer_act(
        request,
        lambda: services.acknowledge(actor=request.actor, circular=circular, today=request.today),
        done=lambda _done: _("Confirmed."),
        back=CIRCULARS.url("detail", pk),
    )


@requires(Permission.VIEW)
@require_GET
def readers(request: ActorRequest, pk: int) -> HttpResponse:
    """Who has read the notice, union by union."""
    return _one_by_one(request, _drafted(request, NOTICE, pk, Permission.VIEW), CIRCULARS)


@requires(Permission.SEND)
@require_http_methods(["GET", "POST"])
def new_task(request: ActorRequest) -> HttpResponse:
    """Draft a question sheet."""
    return _draft(request, TASK, _("New reporting task"))


@requires(Permission.SEND)
@require_http_methods(["GET", "POST"])
def edit_task(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct a draft."""
    task = _drafted(request, TASK, pk, Permission.SEND)
    return _correct(request, TASK, task, questions=task.sheet)


@requires(Permission.ANSWER)
@require_http_methods(["GET", "POST"])
def answer_task(request: ActorRequest, pk: int, code: str) -> HttpResponse:
    """Fill the sheet in for one union."""
    task = _drafted(request, TASK, pk, Permission.VIEW)
    mine = Union.objects.visible_to(request.actor, Permission.ANSWER).filter(pk__in=task.recipients().values("pk"))
    union = found(mine.filter(code=code).first())
    standing = Report.objects.visible_to(request.actor, Permission.ANSWER).filter(task=task, union=union).first()
    form = form_of(
        AnswerForm,
        request,
        files=request.FILES or None,
        questions=task.sheet,
        kept=standing.answers if standing else {},
        initial={"version": standing.version if standing else 0},
        known={_("Reporting task"): task, _("Union"): union, _("Answers by"): task.answers_by.isoformat()},
    )

    def act() -> Report:
        return services.answer(
            actor=form.actor,
            task=task,
            union=union,
            answers=form.answers(),
            files=form.given_files(),
            today=form.today,
            version=form.cleaned_data["version"],
        )

    return answer_form(
        request,
        form,
        act,
        done=lambda _report: _("The answers are kept; they can be corrected until the task is closed."),
        to=lambda report: REPORTS.url("detail", report.pk),
        title=task.title,
        save_label=_("Send the answers"),
        cancel_url=REPORTING_TASKS.url("detail", pk),
        breadcrumbs=[(REPORTING_TASKS.title, REPORTING_TASKS.url()), (task, REPORTING_TASKS.url("detail", pk))],
    )


@requires(Permission.SEND)
@require_POST
def remind_task(request: ActorRequest, pk: int) -> HttpResponse:
    """Remind, once, all who have not answered."""
    task = _drafted(request, TASK, pk, Permission.SEND)
    return answer_act(
        request,
        lambda: services.remind(actor=request.actor, task=task, today=request.today),
        done=lambda _done: _("Those who have not answered are reminded."),
        back=REPORTING_TASKS.url("detail", pk),
    )


@requires(Permission.VIEW)
@require_GET
def reports(request: ActorRequest, pk: int) -> HttpResponse:
    """Who has answered the task, union by union."""
    return _one_by_one(request, _drafted(request, TASK, pk, Permission.VIEW), REPORTING_TASKS)


@requires(Permission.SEND)
@require_http_methods(["GET", "POST"])
def export_task(request: ActorRequest, pk: int) -> HttpResponse:
    """Take the answers away, for a reason."""
    task = _drafted(request, TASK, pk, Permission.SEND)
    form = form_of(ReasonForm, request, known={_("Reporting task"): task})
    content = None
    if form.is_bound:
        content = form.carry_out(
            lambda: services.export_answers(actor=form.actor, task=task, reason=form.cleaned_data["reason"])
        )
    if content is None:
        title = _("Export the answers")
        return form_page(
            request, form, title=title, save_label=_("Export"), cancel_url=REPORTING_TASKS.url("detail", pk)
        )
    response = HttpResponse(content, content_type=KINDS[FileType.XLSX].content_type)
    name = f"{task.title}-{request.today:%Y%m%d}.xlsx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    return response


def _draft(request: ActorRequest, sent: Sent, title: str) -> HttpResponse:
    form = form_of(sent.form, request)

    def act() -> Any:
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        return sent.draft(actor=form.actor, today=form.today, **given)

    return _answer(request, form, act, sent.register, title)


def _correct(request: ActorRequest, sent: Sent, drafted: Any, **options: Any) -> HttpResponse:
    initial = {name: getattr(drafted, name) for name in (*DRAFTED, sent.day)}
    form = form_of(sent.form, request, initial=initial, **options)
    del form.fields["union"]

    def act() -> Any:
        return sent.correct(drafted, actor=form.actor, today=form.today, **form.cleaned_data)

    return _answer(request, form, act, sent.register, _("Correct %(name)s") % {"name": drafted})


def _answer(request: ActorRequest, form: Form, act: Callable[[], Any], register: Register, title: str) -> HttpResponse:
    return answer_form(
        request,
        form,
        act,
        done=lambda _drafted: _("Kept as a draft. Attach files here, then send it."),
        to=lambda drafted: register.url("detail", drafted.pk),
        title=title,
        cancel_url=register.url(),
        breadcrumbs=[(register.title, register.url())],
    )


def _one_by_one(request: ActorRequest, about: Any, register: Any) -> HttpResponse:
    rows = queries.one_by_one(about, request.actor, whole_number(request, "street"))
    shown = list(rows[: queries.SHOWN_AT_MOST + 1])
    context = {
        "title": about.title,
        "about": about,
        "register": register,
        "rows": shown[: queries.SHOWN_AT_MOST],
        "more": len(shown) > queries.SHOWN_AT_MOST,
        "reads": isinstance(about, Circular),
    }
    return render(request, "notices/one_by_one.html", context)


def _drafted(request: ActorRequest, sent: Sent, pk: int, permission: str) -> Any:
    rows = sent.model.objects.visible_to(request.actor, permission)
    return found(rows.select_related("union", "target").filter(pk=pk).first())
