"""Pages about titles."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of
from yuanxin.foundation.ui.forms import Form
from yuanxin.growth.honours import services
from yuanxin.growth.honours.choices import Permission
from yuanxin.growth.honours.forms import CorrectTitleForm, EndTitleForm, ReasonForm, TitleForm
from yuanxin.growth.honours.models import HonourTitle
from yuanxin.growth.honours.registers import TITLES

SAID = ("name", "level", "holder_kind", "granting_body", "model_worker", "note", "version")


def title_in_scope(request: ActorRequest, pk: int) -> HonourTitle:
    """The title; 404 where there is none."""
    return found(HonourTitle.objects.visible_to(request.actor).filter(pk=pk).first())


@requires(Permission.EDIT_TITLES)
@require_http_methods(["GET", "POST"])
def enter(request: ActorRequest) -> HttpResponse:
    """Enter a title."""
    form = form_of(TitleForm, request)
    return answer_form(
        request,
        form,
        lambda: services.enter_title(
            actor=form.actor, code=form.cleaned_data["code"], values=form.values(), today=form.today
        ),
        done=lambda title: _("“%(title)s” is entered.") % {"title": title.name},
        to=lambda title: TITLES.url("detail", title.pk),
        title=_("New title"),
        cancel_url=TITLES.url(),
        breadcrumbs=[(TITLES.title, TITLES.url())],
    )


@requires(Permission.EDIT_TITLES)
@require_http_methods(["GET", "POST"])
def correct(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct a title."""
    title = title_in_scope(request, pk)
    known = {_("Code of the title"): title.code}
    form = form_of(CorrectTitleForm, request, known=known, initial={name: getattr(title, name) for name in SAID})

    def act() -> HonourTitle:
        return services.correct_title(
            actor=form.actor,
            title=title,
            values=form.values(),
            today=form.today,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
        )

    return _answer(request, form, act, title, _("Correct %(name)s") % {"name": title})


@requires(Permission.EDIT_TITLES)
@require_http_methods(["GET", "POST"])
def end(request: ActorRequest, pk: int) -> HttpResponse:
    """Say from when it is awarded no more."""
    title = title_in_scope(request, pk)
    initial = {"ended_on": request.today, "version": title.version}
    form = form_of(EndTitleForm, request, known={_("Honour title"): title}, initial=initial)

    def act() -> HonourTitle:
        return services.award_no_more(actor=form.actor, title=title, today=form.today, **form.cleaned_data)

    return _answer(request, form, act, title, _("Award no more"))


@requires(Permission.EDIT_TITLES)
@require_http_methods(["GET", "POST"])
def open_again(request: ActorRequest, pk: int) -> HttpResponse:
    """Say that it is awarded again."""
    title = title_in_scope(request, pk)
    form = form_of(ReasonForm, request, known={_("Honour title"): title}, initial={"version": title.version})

    def act() -> HonourTitle:
        return services.award_title_again(actor=form.actor, title=title, today=form.today, **form.cleaned_data)

    return _answer(request, form, act, title, _("Award again"))


def _answer(request: ActorRequest, form: Form, act: Any, title: HonourTitle, said: str) -> HttpResponse:
    page = TITLES.url("detail", title.pk)
    return answer_form(
        request,
        form,
        act,
        done=lambda _title: _("The changes are kept."),
        to=lambda _title: page,
        title=said,
        cancel_url=page,
        breadcrumbs=[(TITLES.title, TITLES.url()), (title, page)],
    )
