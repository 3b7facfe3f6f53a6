"""Pages on which pilot work is entered."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of
from yuanxin.foundation.ui.registers import answer_record
from yuanxin.organisation.rosters import services
from yuanxin.organisation.rosters.choices import Permission, PilotKind
from yuanxin.organisation.rosters.forms import CorrectPilotTaskForm, EnterPilotTaskForm, WithdrawPilotTaskForm
from yuanxin.organisation.rosters.models import PilotTask
from yuanxin.organisation.rosters.registers import PILOTS
from yuanxin.organisation.rosters.services import PilotWork

WORK = ("kind", "subject", "done_on", "staff", "hours", "result")


def work_of(given: dict[str, Any]) -> PilotWork:
    """What a form holds of the work."""
    return PilotWork(**{name: given[name] for name in WORK} | {"kind": PilotKind(given["kind"])})


def task_in_scope(request: ActorRequest, pk: int) -> PilotTask:
    """The pilot task, if the reader may correct it; 404 otherwise."""
    visible = PilotTask.objects.visible_to(request.actor, Permission.CHECK)
    return found(visible.select_related("union").filter(pk=pk).first())


@requires(Permission.CHECK)
@require_http_methods(["GET", "POST"])
def enter(request: ActorRequest) -> HttpResponse:
    """Enter pilot work."""
    form = form_of(EnterPilotTaskForm, request, initial={"done_on": request.today})
    return answer_form(
        request,
        form,
        lambda: services.enter_pilot_task(
            actor=form.actor, union=form.cleaned_data["union"], work=work_of(form.cleaned_data), today=form.today
        ),
        done=lambda task: _("“%(subject)s” is entered.") % {"subject": task.subject},
        to=lambda task: PILOTS.url("detail", task.pk),
        title=_("Enter pilot work"),
        cancel_url=PILOTS.url(),
        breadcrumbs=[(PILOTS.title, PILOTS.url())],
    )


@requires(Permission.CHECK)
@require_http_methods(["GET", "POST"])
def correct(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct pilot work."""
    task = task_in_scope(request, pk)
    initial = {name: getattr(task, name) for name in (*WORK, "version")}
    form = form_of(CorrectPilotTaskForm, request, initial=initial, known={_("Union"): task.union})
    return answer_record(
        request,
        PILOTS,
        task,
        form,
        lambda: services.correct_pilot_task(
            actor=form.actor,
            task=task,
            work=work_of(form.cleaned_data),
            today=form.today,
            version=form.cleaned_data["version"],
        ),
        title=_("Correct pilot work"),
    )


@requires(Permission.CHECK)
@require_http_methods(["GET", "POST"])
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Say that pilot work was entered by mistake."""
    task = task_in_scope(request, pk)
    known = {_("Subject"): task.subject, _("Union"): task.union}
    form = form_of(WithdrawPilotTaskForm, request, initial={"version": task.version}, known=known)
    return answer_record(
        request,
        PILOTS,
        task,
        form,
        lambda: services.withdraw_pilot_task(actor=form.actor, task=task, today=form.today, **form.cleaned_data),
        done=lambda _task: _("It stays on record and counts no more."),
        title=_("Withdraw pilot work"),
        save_label=_("Withdraw"),
    )
