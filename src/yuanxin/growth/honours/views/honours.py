"""Pages about honours."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of, form_page
from yuanxin.foundation.ui.forms import Form
from yuanxin.growth.honours import services
from yuanxin.growth.honours.choices import Permission
from yuanxin.growth.honours.forms import ChooseTitleForm, CorrectHonourForm, HonourForm, ReasonForm, WithdrawForm
from yuanxin.growth.honours.models import Honour, HonourTitle
from yuanxin.growth.honours.registers import HONOURS

AWARDED = ("year", "awarded_on", "document_number", "certificate_number", "version")


def honour_in_scope(request: ActorRequest, pk: int, permission: str) -> Honour:
    """The honour, if the reader holds `permission` over its union; 404 otherwise."""
    rows = Honour.objects.visible_to(request.actor, permission)
    return found(
        rows.select_related("title", "union", "person__union", "employer", "holder_union").filter(pk=pk).first()
    )


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def choose(request: ActorRequest) -> HttpResponse:
    """Which title was awarded; who can hold it decides what is asked next."""
    form = form_of(ChooseTitleForm, request)
    if form.is_bound and form.is_valid():
        return redirect("honours:honour-of-title", form.cleaned_data["title"].code)
    return form_page(
        request,
        form,
        title=_("Enter an award"),
        save_label=_("Next step"),
        cancel_url=HONOURS.url(),
        breadcrumbs=[(HONOURS.title, HONOURS.url())],
    )


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def enter(request: ActorRequest, code: str) -> HttpResponse:
    """Enter that a title was awarded."""
    title = found(HonourTitle.objects.visible_to(request.actor).filter(code=code).first())
    initial = {"awarded_on": request.today, "year": request.today.year}
    form = form_of(HonourForm, request, title=title, initial=initial, known=known_of(title))
    return answer_form(
        request,
        form,
        lambda: services.enter_honour(actor=form.actor, award=form.award(), today=form.today),
        done=lambda honour: _("The award to %(holder)s is entered.") % {"holder": honour.holder_name},
        to=lambda honour: HONOURS.url("detail", honour.pk),
        title=_("Enter an award"),
        cancel_url=reverse("honours:honour-new"),
        breadcrumbs=[(HONOURS.title, HONOURS.url())],
    )


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def correct(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct an award, or say whom of the register its holder is."""
    honour = honour_in_scope(request, pk, Permission.EDIT)
    initial = {name: getattr(honour, name) for name in AWARDED}
    initial |= {"employer": honour.employer, "holder_union": honour.holder_union, "holder_name": honour.holder_name}
    initial["union"] = honour.union
    form = form_of(CorrectHonourForm, request, title=honour.title, initial=initial, known=known_of(honour.title))
    if honour.person is not None:
        form.fields["person"].help_text = _("%(name)s of %(union)s; empty to leave it so.") % {
            "name": honour.person,
            "union": honour.person.union if request.actor.sees(honour.person.union) else _("another union"),
        }

    def act() -> Honour:
        award = form.award()
        if award.person is None and honour.person is not None:
            award = replace(award, person=honour.person)
        return services.correct_honour(
            actor=form.actor,
            honour=honour,
            award=award,
            today=form.today,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
        )

    return _answer(request, form, act, honour, _("Correct the award"))


@requires(Permission.WITHDRAW)
@require_http_methods(["GET", "POST"])
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter that it was withdrawn."""
    honour = honour_in_scope(request, pk, Permission.WITHDRAW)
    initial = {"withdrawn_on": request.today, "version": honour.version}
    form = form_of(WithdrawForm, request, initial=initial, known=facts_of(honour))

    def act() -> Honour:
        return services.withdraw_honour(actor=form.actor, honour=honour, today=form.today, **form.cleaned_data)

    return _answer(request, form, act, honour, _("Withdraw the honour"))


@requires(Permission.WITHDRAW)
@require_http_methods(["GET", "POST"])
def annul(request: ActorRequest, pk: int) -> HttpResponse:
    """Say that it was entered by mistake."""
    honour = honour_in_scope(request, pk, Permission.WITHDRAW)
    form = form_of(ReasonForm, request, initial={"version": honour.version}, known=facts_of(honour))

    def act() -> Honour:
        return services.withdraw_honour(actor=form.actor, honour=honour, today=form.today, **form.cleaned_data)

    return _answer(request, form, act, honour, _("Entered by mistake"))


@requires(Permission.WITHDRAW)
@require_http_methods(["GET", "POST"])
def restore(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a withdrawal back."""
    honour = honour_in_scope(request, pk, Permission.WITHDRAW)
    known = facts_of(honour) | {_("Held no longer from"): honour.withdrawn_on}
    form = form_of(ReasonForm, request, initial={"version": honour.version}, known=known)

    def act() -> Honour:
        return services.restore_honour(actor=form.actor, honour=honour, today=form.today, **form.cleaned_data)

    return _answer(request, form, act, honour, _("Take the withdrawal back"))


def known_of(title: HonourTitle) -> dict[str, Any]:
    """What a form about an award need not ask."""
    return {
        _("Honour title"): title.name,
        pgettext("honour", "Level"): title.get_level_display(),
        pgettext("honour", "Held by"): title.get_holder_kind_display(),
        _("Granted by"): title.granting_body,
    }


def facts_of(honour: Honour) -> dict[str, Any]:
    """The honour that a form is about."""
    return {_("Honour title"): honour.title, _("Holder"): honour.holder_name, _("Awarded on"): honour.awarded_on}


def _answer(request: ActorRequest, form: Form, act: Any, honour: Honour, title: str, **context: Any) -> HttpResponse:
    page = HONOURS.url("detail", honour.pk)
    return answer_form(
        request,
        form,
        act,
        done=lambda _honour: _("The changes are kept."),
        to=lambda _honour: page,
        title=title,
        cancel_url=page,
        breadcrumbs=[(HONOURS.title, HONOURS.url()), (honour, page)],
        **context,
    )
