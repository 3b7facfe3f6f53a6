"""Pages on which payments are handed out, corrected, called off, reversed, and listed for signing."""

import datetime
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from yuanxin.foundation.kernel.errors import OutOfScope, Refused, found
from yuanxin.foundation.kernel.money import ZERO, in_words
from yuanxin.foundation.payments import services
from yuanxin.foundation.payments.choices import Permission
from yuanxin.foundation.payments.forms import (
    AccountForm,
    HandOutForm,
    PickForm,
    ReasonForm,
    ReversalForm,
    numbers_of,
)
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.payments.registers import BATCHES, PAYMENTS
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of, form_page
from yuanxin.foundation.ui.forms import Form

TICKED_AT_MOST = 100


def payment_in_scope(request: ActorRequest, pk: int, permission: str) -> Payment:
    """The payment, if the reader holds `permission` over its union and may see its kind; 404 otherwise."""
    rows = Payment.objects.visible_to(request.actor, permission)
    return found(rows.select_related("union", "fund__union", "batch").filter(pk=pk).first())


def ticked(request: ActorRequest, permission: str) -> list[Payment]:
    """The payments that `?pk=` names, as far as the reader may act on them.

    Raises:
        OutOfScope: where that is none.
    """
    wanted = numbers_of(request.GET.getlist("pk"))[:TICKED_AT_MOST]
    rows = Payment.objects.visible_to(request.actor, permission).filter(pk__in=wanted)
    payments = list(rows.select_related("union", "fund__union", "batch").order_by("approved_on", "pk"))
    if not payments:
        raise OutOfScope
    return payments


def known_of(payments: list[Payment]) -> dict[str, Any]:
    """What a form about payments need not ask."""
    total = sum((payment.approved_fen for payment in payments), ZERO)
    if len(payments) == 1:
        first = payments[0]
        told = {_("Payee"): first.payee_name, pgettext("payment", "Cause"): first.cause_label}
    else:
        told = {_("Number of payments"): str(len(payments))}
    funds = "、".join(sorted({str(payment.fund) for payment in payments}))
    return told | {_("Fund"): funds, _("Amount (yuan)"): f"{total:,.2f}", _("In words"): in_words(total)}


def _about(request: ActorRequest, payment: Payment, form: Form, act: Callable[[], Any], **said: Any) -> HttpResponse:
    """Answer a form about one payment, and go back to it."""
    return answer_form(
        request,
        form,
        act,
        to=lambda _done: PAYMENTS.url("detail", payment.pk),
        cancel_url=PAYMENTS.url("detail", payment.pk),
        breadcrumbs=[(PAYMENTS.title, PAYMENTS.url()), (payment, PAYMENTS.url("detail", payment.pk))],
        **said,
    )


@requires(Permission.MAKE)
@require_http_methods(["GET", "POST"])
def cancel(request: ActorRequest, pk: int) -> HttpResponse:
    """Call a payment off."""
    payment = payment_in_scope(request, pk, Permission.MAKE)
    form = form_of(ReasonForm, request, known=known_of([payment]), initial={"version": payment.version})
    return _about(
        request,
        payment,
        form,
        lambda: services.cancel_payment(
            actor=form.actor,
            payment=payment,
            reason=form.cleaned_data["reason"],
            today=form.today,
            version=form.cleaned_data["version"] or payment.version,
        ),
        done=lambda _payment: _("The payment is called off; what it was for may be paid anew."),
        title=_("Call the payment off"),
        save_label=_("Call off"),
    )


@requires(Permission.MAKE)
@require_http_methods(["GET", "POST"])
def account(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter another account; what failed then waits again."""
    payment = payment_in_scope(request, pk, Permission.MAKE)
    known = known_of([payment]) | {_("Account so far"): payment.masked_account or "—"}
    form = form_of(AccountForm, request, known=known, initial={"bank": payment.bank, "version": payment.version})
    return _about(
        request,
        payment,
        form,
        lambda: services.correct_account(actor=form.actor, payment=payment, today=form.today, **form.cleaned_data),
        done=lambda _payment: _("The account is entered; the payment waits."),
        title=_("Account of the payment"),
    )


@requires(Permission.REVERSE)
@require_http_methods(["GET", "POST"])
def reverse_payment(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter that the money came back."""
    payment = payment_in_scope(request, pk, Permission.REVERSE)
    form = form_of(ReversalForm, request, known=known_of([payment]), initial={"on": request.today})
    return _about(
        request,
        payment,
        form,
        lambda: services.reverse_payment(actor=form.actor, payment=payment, today=form.today, **form.cleaned_data),
        done=lambda _payment: _("The reversing entry is made; the fund holds the money again."),
        title=_("Money that came back"),
        save_label=_("Make the reversing entry"),
    )


@requires(Permission.BANK_FILE, step_up=True)
@require_http_methods(["GET", "POST"])
@never_cache
def account_in_clear(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask for the reason, log it, and show the account once."""
    payment = payment_in_scope(request, pk, Permission.BANK_FILE)
    form = form_of(ReasonForm, request, known=known_of([payment]))
    page = {
        "title": _("Account in clear"),
        "cancel_url": PAYMENTS.url("detail", payment.pk),
        "breadcrumbs": [(PAYMENTS.title, PAYMENTS.url()), (payment, PAYMENTS.url("detail", payment.pk))],
    }
    shown = None
    if form.is_bound:
        shown = form.carry_out(
            lambda: services.show_account(actor=form.actor, payment=payment, reason=form.cleaned_data["reason"])
        )
    if shown is None:
        return form_page(request, form, save_label=_("Show"), **page)
    return render(request, "payments/clear.html", {"payment": payment, "account": shown, **page})


@requires(Permission.PAY)
@require_http_methods(["GET", "POST"])
def hand_out(request: ActorRequest) -> HttpResponse:
    """Hand the ticked payments out against signatures."""
    return _hand_out(request, ticked(request, Permission.PAY))


@requires(Permission.PAY)
@require_http_methods(["GET", "POST"])
def hand_out_one(request: ActorRequest, pk: int) -> HttpResponse:
    """Hand one payment out."""
    return _hand_out(request, [payment_in_scope(request, pk, Permission.PAY)])


def _hand_out(request: ActorRequest, payments: list[Payment]) -> HttpResponse:
    form = form_of(HandOutForm, request, known=known_of(payments), initial={"paid_on": request.today})
    back = PAYMENTS.url("detail", payments[0].pk) if len(payments) == 1 else PAYMENTS.url()
    return answer_form(
        request,
        form,
        lambda: services.settle_directly(actor=form.actor, payments=payments, today=form.today, **form.cleaned_data),
        done=lambda paid: (
            ngettext("%(count)s payment is paid.", "%(count)s payments are paid.", len(paid)) % {"count": len(paid)}
        ),
        to=lambda _paid: back,
        title=_("Hand out against a signature"),
        save_label=_("Handed out"),
        cancel_url=back,
        breadcrumbs=[(PAYMENTS.title, PAYMENTS.url())],
    )


@requires(Permission.MAKE)
@require_http_methods(["GET", "POST"])
def pick(request: ActorRequest) -> HttpResponse:
    """Put the ticked payments into a draft, or into a new batch."""
    payments = ticked(request, Permission.MAKE)
    form = form_of(PickForm, request, known=known_of(payments))
    return answer_form(
        request,
        form,
        lambda: services.batch_payments(
            actor=form.actor,
            payments=payments,
            today=form.today,
            title=form.cleaned_data["title"],
            batch=form.cleaned_data["batch"],
        ),
        done=lambda batch: _("The payments are in the batch “%(batch)s”.") % {"batch": batch},
        to=lambda batch: BATCHES.url("detail", batch.pk),
        title=_("Put into a batch"),
        save_label=_("Put in"),
        cancel_url=PAYMENTS.url(),
        breadcrumbs=[(PAYMENTS.title, PAYMENTS.url())],
    )


@requires(Permission.MAKE)
@require_http_methods(["GET", "POST"])
def take_out(request: ActorRequest) -> HttpResponse:
    """Take the ticked payments out of their draft."""
    return _take_out(request, ticked(request, Permission.MAKE))


@requires(Permission.MAKE)
@require_http_methods(["GET", "POST"])
def take_out_one(request: ActorRequest, pk: int) -> HttpResponse:
    """Take one payment out of its draft."""
    return _take_out(request, [payment_in_scope(request, pk, Permission.MAKE)])


def _take_out(request: ActorRequest, payments: list[Payment]) -> HttpResponse:
    form = form_of(ReasonForm, request, known=known_of(payments))

    def act() -> int:
        batches = {payment.batch for payment in payments if payment.batch is not None}
        if len(batches) != 1:
            raise Refused(_("These payments are not in one batch."), remedy=_("Tick payments of one batch."))
        return services.take_out(
            actor=form.actor,
            batch=batches.pop(),
            payments=payments,
            reason=form.cleaned_data["reason"],
            today=form.today,
        )

    back = BATCHES.url("detail", payments[0].batch_id) if payments[0].batch_id else PAYMENTS.url()
    return answer_form(
        request,
        form,
        act,
        done=lambda count: (
            ngettext("%(count)s payment waits again.", "%(count)s payments wait again.", count) % {"count": count}
        ),
        to=lambda _count: back,
        title=_("Take out of the batch"),
        save_label=pgettext("payment", "Take out"),
        cancel_url=back,
        breadcrumbs=[(PAYMENTS.title, PAYMENTS.url())],
    )


@requires(Permission.VIEW)
@require_GET
def sheet(request: ActorRequest) -> HttpResponse:
    """领款单 of the ticked payments on A4, to be signed by the payees."""
    payments = ticked(request, Permission.VIEW)
    return render(request, "payments/sheet.html", sheet_of(payments, request.today))


def sheet_of(payments: list[Payment], today: datetime.date) -> dict[str, Any]:
    """What a payment list shows."""
    total = sum((payment.approved_fen for payment in payments), ZERO)
    return {
        "title": _("Payment list to sign"),
        "payments": payments,
        "total": total,
        "in_words": in_words(total),
        "funds": "、".join(sorted({str(payment.fund) for payment in payments})),
        "today": today,
        "back": reverse(PAYMENTS.route("list")),
    }
