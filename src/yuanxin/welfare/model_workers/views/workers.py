"""Pages about model workers' files."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of, form_page
from yuanxin.foundation.ui.forms import Form
from yuanxin.welfare.model_workers import services
from yuanxin.welfare.model_workers.choices import Permission
from yuanxin.welfare.model_workers.forms.workers import (
    KEPT,
    AnnulForm,
    ClearForm,
    CorrectForm,
    DeathForm,
    MoveOutForm,
    RegisterForm,
    ServeForm,
)
from yuanxin.welfare.model_workers.models import ModelWorker
from yuanxin.welfare.model_workers.registers import WORKERS
from yuanxin.welfare.model_workers.services import Particulars
from yuanxin.welfare.model_workers.views.scoped import one_of, trail

RELATED = ("person__union", "union", "honour__title")


def worker_in_scope(request: ActorRequest, pk: int, permission: str) -> ModelWorker:
    """The model worker, if the reader holds `permission` over the union that serves; 404 otherwise."""
    worker: ModelWorker = one_of(ModelWorker.objects.visible_to(request.actor, permission).select_related(*RELATED), pk)
    return worker


def known_of(worker: ModelWorker) -> dict[str, Any]:
    """The model worker that a form is about."""
    return {
        _("Full name"): worker.person,
        pgettext("honour", "Level"): worker.get_level_display(),
        _("Union that serves"): worker.union,
    }


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def register(request: ActorRequest) -> HttpResponse:
    """Open the file of a holder of a title."""
    form = form_of(RegisterForm, request)

    def act() -> ModelWorker:
        given = form.cleaned_data
        return services.register_worker(
            actor=form.actor,
            person=given["person"],
            particulars=form.particulars(),
            union=given["union"],
            since=given["since"],
            moved_from=given["moved_from"],
            today=form.today,
        )

    return answer_form(
        request,
        form,
        act,
        done=lambda worker: _("%(name)s is registered.") % {"name": worker},
        to=lambda worker: WORKERS.url("detail", worker.pk),
        title=_("Register a model worker"),
        cancel_url=WORKERS.url(),
        breadcrumbs=trail(WORKERS),
    )


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def correct(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct what is known of a model worker; what is sealed is shown masked, and stays as it is unless changed."""
    worker = worker_in_scope(request, pk, Permission.EDIT)
    before = Particulars.of(worker)
    plain = ("employment", "retired_on", "insurance", "bank", "contact_name", "note")
    initial = {name: getattr(worker, name) for name in plain} | before.masked
    initial |= {"health": KEPT if worker.health else "", "version": worker.version}
    form = form_of(CorrectForm, request, worker=worker, initial=initial, known=known_of(worker))

    def act() -> ModelWorker:
        return services.correct_worker(
            actor=form.actor,
            worker=worker,
            particulars=form.particulars(before),
            today=form.today,
            version=form.cleaned_data["version"],
        )

    return _answer(request, form, act, worker, _("Correct the file"))


@requires(Permission.VIEW_PRIVATE)
@require_http_methods(["GET", "POST"])
@never_cache
def show_private(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask for the reason, log it, and show what is sealed once; nothing of it stays in the browser."""
    worker = worker_in_scope(request, pk, Permission.VIEW_PRIVATE)
    form = form_of(ClearForm, request, known=known_of(worker))
    page: dict[str, Any] = {
        "title": _("Show what is sealed of %(name)s") % {"name": worker},
        "cancel_url": WORKERS.url("detail", worker.pk),
        "breadcrumbs": trail(WORKERS, worker),
    }
    shown = None
    if form.is_bound:
        shown = form.carry_out(
            lambda: services.show_private(actor=form.actor, worker=worker, today=form.today, **form.cleaned_data)
        )
    if shown is None:
        return form_page(request, form, save_label=_("Show"), **page)
    return render(request, "model_workers/private.html", {"worker": worker, "shown": shown, **page})


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def serve(request: ActorRequest, pk: int) -> HttpResponse:
    """Let another union serve a model worker."""
    worker = worker_in_scope(request, pk, Permission.EDIT)
    initial = {"on": request.today, "version": worker.version}
    form = form_of(ServeForm, request, initial=initial, known=known_of(worker))

    def act() -> ModelWorker:
        return services.serve_by(actor=form.actor, worker=worker, today=form.today, **form.cleaned_data)

    return _answer(request, form, act, worker, _("Served by another union"))


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def move_out(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter that another district takes over."""
    worker = worker_in_scope(request, pk, Permission.EDIT)
    initial = {"on": request.today, "version": worker.version}
    form = form_of(MoveOutForm, request, initial=initial, known=known_of(worker))

    def act() -> ModelWorker:
        return services.move_out(actor=form.actor, worker=worker, today=form.today, **form.cleaned_data)

    return _answer(request, form, act, worker, _("Moves to another district"))


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def enter_death(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter that a model worker died."""
    worker = worker_in_scope(request, pk, Permission.EDIT)
    form = form_of(DeathForm, request, initial={"version": worker.version}, known=known_of(worker))

    def act() -> ModelWorker:
        services.enter_death(actor=form.actor, worker=worker, today=form.today, **form.cleaned_data)
        return worker

    return _answer(request, form, act, worker, _("Enter the death"))


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def annul(request: ActorRequest, pk: int) -> HttpResponse:
    """Say that a file was opened by mistake."""
    worker = worker_in_scope(request, pk, Permission.EDIT)
    form = form_of(AnnulForm, request, initial={"version": worker.version}, known=known_of(worker))

    def act() -> ModelWorker:
        return services.annul_worker(actor=form.actor, worker=worker, today=form.today, **form.cleaned_data)

    return _answer(request, form, act, worker, _("Entered by mistake"))


def _answer(request: ActorRequest, form: Form, act: Any, worker: ModelWorker, title: str) -> HttpResponse:
    page = WORKERS.url("detail", worker.pk)
    return answer_form(
        request,
        form,
        act,
        done=lambda _worker: _("The changes are kept."),
        to=lambda _worker: page,
        title=title,
        cancel_url=page,
        breadcrumbs=trail(WORKERS, worker),
    )
