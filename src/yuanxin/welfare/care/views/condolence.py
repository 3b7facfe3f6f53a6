"""Pages on which a programme is planned, its list made, and its goods are signed for."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of
from yuanxin.welfare.care import services
from yuanxin.welfare.care.choices import CareKind, Permission
from yuanxin.welfare.care.forms.condolence import (
    CorrectProgrammeForm,
    ListForm,
    NewProgrammeForm,
    ReceiptForm,
    StandardForm,
    VersionedReasonForm,
)
from yuanxin.welfare.care.models import CondolenceProgramme, Receipt, Recipient
from yuanxin.welfare.care.registers import GOODS, PROGRAMMES, RECEIPTS, RECIPIENTS
from yuanxin.welfare.care.services import Plan

PLANNED = ("kind", "name", "project", "begins_on", "ends_on", "budget")


def plan_of(given: dict[str, Any]) -> Plan:
    """What a form holds of a plan."""
    return Plan(**{name: given[name] for name in PLANNED} | {"kind": CareKind(given["kind"])})


def programme_in_scope(request: ActorRequest, pk: int) -> CondolenceProgramme:
    """The programme, if the reader runs it; 404 otherwise."""
    visible = CondolenceProgramme.objects.visible_to(request.actor, Permission.RUN)
    return found(visible.select_related("union").filter(pk=pk).first())


def trail_to(programme: CondolenceProgramme) -> list[tuple[Any, str]]:
    """The breadcrumbs of a page below a programme."""
    return [(PROGRAMMES.title, PROGRAMMES.url()), (programme, PROGRAMMES.url("detail", programme.pk))]


@requires(Permission.RUN)
@require_http_methods(["GET", "POST"])
def plan(request: ActorRequest) -> HttpResponse:
    """Plan a programme."""
    form = form_of(NewProgrammeForm, request, initial={"begins_on": request.today})
    return answer_form(
        request,
        form,
        lambda: services.plan_programme(
            actor=form.actor, union=form.cleaned_data["union"], plan=plan_of(form.cleaned_data), today=form.today
        ),
        done=lambda programme: _("“%(programme)s” is planned.") % {"programme": programme},
        to=lambda programme: PROGRAMMES.url("detail", programme.pk),
        title=_("Plan a programme"),
        cancel_url=PROGRAMMES.url(),
        breadcrumbs=[(PROGRAMMES.title, PROGRAMMES.url())],
    )


@requires(Permission.RUN)
@require_http_methods(["GET", "POST"])
def correct(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct a plan."""
    programme = programme_in_scope(request, pk)
    initial = {name: getattr(programme, name) for name in (*PLANNED, "version")}
    form = form_of(CorrectProgrammeForm, request, initial=initial, known={_("Union"): programme.union})
    page = PROGRAMMES.url("detail", programme.pk)
    return answer_form(
        request,
        form,
        lambda: services.correct_programme(
            actor=form.actor,
            programme=programme,
            plan=plan_of(form.cleaned_data),
            today=form.today,
            version=form.cleaned_data["version"],
        ),
        done=lambda _programme: _("The changes are kept."),
        to=lambda _programme: page,
        title=_("Correct the plan"),
        cancel_url=page,
        breadcrumbs=trail_to(programme),
    )


@requires(Permission.RUN)
@require_http_methods(["GET", "POST"])
def goods(request: ActorRequest, pk: int) -> HttpResponse:
    """Say what each receiver gets."""
    programme = programme_in_scope(request, pk)
    form = form_of(StandardForm, request, programme=programme, known={_("Condolence programme"): programme})
    page = PROGRAMMES.url("detail", programme.pk)
    if not form.items:
        messages.warning(request, _("The store of %(union)s has no goods yet: register them first.")
                         % {"union": programme.union})  # fmt: skip
        return redirect(GOODS.url())
    return answer_form(
        request,
        form,
        lambda: services.set_goods(actor=form.actor, programme=programme, per_head=form.per_head(), today=form.today),
        done=lambda _programme: _("The changes are kept."),
        to=lambda _programme: page,
        title=_("Goods for each receiver"),
        cancel_url=page,
        breadcrumbs=trail_to(programme),
    )


@requires(Permission.RUN)
@require_http_methods(["GET", "POST"])
def add_to_list(request: ActorRequest, pk: int) -> HttpResponse:
    """Put pasted lines on the list of a programme."""
    programme = programme_in_scope(request, pk)
    form = form_of(ListForm, request, known={_("Condolence programme"): programme})
    page = PROGRAMMES.url("detail", programme.pk)
    return answer_form(
        request,
        form,
        lambda: services.list_recipients(
            actor=form.actor, programme=programme, named=form.cleaned_data["lines"], today=form.today
        ),
        done=lambda listed: (
            ngettext("%(number)s receiver is on the list.", "%(number)s receivers are on the list.", len(listed))
            % {"number": len(listed)}
        ),
        to=lambda _listed: page,
        title=_("Add to the list"),
        cancel_url=page,
        breadcrumbs=trail_to(programme),
    )


@requires(Permission.RUN)
@require_http_methods(["GET", "POST"])
def drop(request: ActorRequest, pk: int) -> HttpResponse:
    """Take somebody off a list."""
    visible = Recipient.objects.visible_to(request.actor, Permission.RUN)
    recipient: Recipient = found(visible.select_related("programme", "union").filter(pk=pk).first())
    known = {_("Receiver"): recipient.name, _("Condolence programme"): recipient.programme}
    form = form_of(VersionedReasonForm, request, initial={"version": recipient.version}, known=known)
    page = PROGRAMMES.url("detail", recipient.programme_id)
    return answer_form(
        request,
        form,
        lambda: services.take_off_list(actor=form.actor, recipient=recipient, today=form.today, **form.cleaned_data),
        done=lambda _recipient: _("%(name)s is off the list.") % {"name": recipient.name},
        to=lambda _recipient: page,
        title=_("Take off the list"),
        save_label=_("Take off the list"),
        cancel_url=RECIPIENTS.url("detail", recipient.pk),
        breadcrumbs=trail_to(recipient.programme),
    )


@requires(Permission.RUN)
@require_http_methods(["GET", "POST"])
def receipt(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter who received the goods, and who signed; the photo is attached on the page that follows."""
    programme = programme_in_scope(request, pk)
    standard = "、".join(f"{each.item} {each.per_head}{each.item.measure}" for each in programme.standard)
    known = {_("Condolence programme"): programme, _("Goods for each receiver"): standard or "—"}
    form = form_of(ReceiptForm, request, programme=programme, initial={"received_on": request.today}, known=known)
    return answer_form(
        request,
        form,
        lambda: services.sign_for(
            actor=form.actor,
            programme=programme,
            recipients=form.chosen(),
            received_on=form.cleaned_data["received_on"],
            signed_by=form.cleaned_data["signed_by"],
            note=form.cleaned_data["note"],
            today=form.today,
        ),
        done=lambda signed: (
            _("Receipt %(number)s for %(people)s receivers: attach the photo of the signed list.")
            % {"number": signed.pk, "people": signed.people}
        ),
        to=lambda signed: RECEIPTS.url("detail", signed.pk),
        title=_("Enter a signed receipt"),
        cancel_url=PROGRAMMES.url("detail", programme.pk),
        breadcrumbs=trail_to(programme),
    )


@requires(Permission.RUN)
@require_http_methods(["GET", "POST"])
def take_back(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a receipt back."""
    visible = Receipt.objects.visible_to(request.actor, Permission.RUN)
    signed: Receipt = found(visible.select_related("programme", "union").filter(pk=pk).first())
    known = {_("Signed receipt"): signed, _("Receivers"): signed.people, _("Signed by"): signed.signed_by}
    form = form_of(VersionedReasonForm, request, initial={"version": signed.version}, known=known)
    page = RECEIPTS.url("detail", signed.pk)
    return answer_form(
        request,
        form,
        lambda: services.take_back_receipt(actor=form.actor, receipt=signed, today=form.today, **form.cleaned_data),
        done=lambda _receipt: _("The goods are back in the store, and nobody counts by this receipt."),
        to=lambda _receipt: page,
        title=_("Take the receipt back"),
        save_label=_("Take the receipt back"),
        cancel_url=page,
        breadcrumbs=[(RECEIPTS.title, RECEIPTS.url()), (signed, page)],
    )
