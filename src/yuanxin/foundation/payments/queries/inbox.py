"""What waits for people at the payment desk, besides batches in their flow."""

import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.flow.inbox import Item, Source
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.payments.choices import PaymentState, Permission
from yuanxin.foundation.payments.models import Fund, Payment


def waiting_source() -> Source:
    """Funds from which something waits to be paid: one thing to do each, not one a payment."""
    return Source("payments.waiting", _("Payments to be collected"), _funds_waiting, _fund_item)


def failed_source() -> Source:
    """Payments that the bank could not make."""
    return Source("payments.failed", _("Payments that failed"), _failed, _failed_item)


def _funds_waiting(actor: Actor, _today: datetime.date) -> QuerySet[Fund]:
    waits = Payment.objects.filter(fund=OuterRef("pk"), state=PaymentState.WAITING)
    return Fund.objects.visible_to(actor, Permission.MAKE).filter(Exists(waits)).order_by("pk")


def _fund_item(fund: Fund, actor: Actor, _today: datetime.date) -> Item:
    rows = Payment.objects.filter(fund=fund, state=PaymentState.WAITING).visible_to(actor)
    told = rows.aggregate(number=Count("pk"), sum=Sum("approved_fen"))
    return Item(
        kind=gettext("Payments to be collected"),
        subject=gettext("%(fund)s: %(count)s payments, %(total)s yuan")
        % {"fund": fund, "count": told["number"], "total": f"{told['sum'] or 0:,.2f}"},
        url=f"{reverse('payments:batch-new')}?fund={fund.pk}",
        state=str(PaymentState.WAITING.label),
        due_on=None,
        overdue=False,
    )


def _failed(actor: Actor, _today: datetime.date) -> QuerySet[Payment]:
    rows = Payment.objects.filter(state=PaymentState.FAILED).visible_to(actor, Permission.MAKE)
    return rows.select_related("union", "fund").order_by("pk")


def _failed_item(payment: Payment, _actor: Actor, _today: datetime.date) -> Item:
    return Item(
        kind=pgettext("desk", "Payment"),
        subject=f"{payment} — {payment.problem}",
        url=reverse("payments:payment-detail", args=[payment.pk]),
        state=payment.get_state_display(),
        due_on=None,
        overdue=True,
    )
