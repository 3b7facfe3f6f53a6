"""What the payment desk and the steps of an application mean for its record: days of payment and of signature."""

import datetime
from collections.abc import Sequence
from typing import Any

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.flow.services import settle_all
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.unions.services.writing import put
from yuanxin.welfare.model_workers.choices import EntitlementState
from yuanxin.welfare.model_workers.models import Benefit, MedicalClaim
from yuanxin.welfare.model_workers.services.claims import void_bills
from yuanxin.welfare.model_workers.states import BENEFIT_FLOW, CLAIM_FLOW

DESK = Actor.system("payments")
PAID_FIELDS = ("paid", "paid_on", "signed_on", "version")
MODELS = {model._meta.label_lower: model for model in (Benefit, MedicalClaim)}


def on_settled(payments: Sequence[Payment], *, today: datetime.date) -> None:
    """Date what was paid, and let it go on."""
    _date(payments, today, paid=True)


def on_reversed(payments: Sequence[Payment], *, today: datetime.date) -> None:
    """What came back is granted still, and unpaid."""
    _date(payments, today, paid=False)


def _date(payments: Sequence[Payment], today: datetime.date, *, paid: bool) -> None:
    by_kind: dict[str, dict[int, Payment]] = {}
    for payment in payments:
        by_kind.setdefault(payment.cause_kind, {})[payment.cause_id] = payment
    for kind, of_kind in by_kind.items():
        model: Any = MODELS[kind]
        rows = list(
            model.objects.select_related("worker__person", "union", "filing")
            .select_for_update(no_key=True, of=("self",))
            .filter(pk__in=of_kind)
            .order_by("pk")
        )
        changes = []
        for row in rows:
            before = snapshot(row, PAID_FIELDS)
            payment = of_kind[row.pk]
            row.paid, row.paid_on = (payment.paid_fen, payment.paid_on) if paid else (None, None)
            row.signed_on = row.signed_on if paid else None
            row.version += 1
            changes.append(RowChange(row, before, snapshot(row, PAID_FIELDS)))
        model.objects.bulk_update(rows, PAID_FIELDS, batch_size=500)
        if rows:
            union = rows[0].union_id
            record(DESK, "model_workers.paid" if paid else "model_workers.came_back", union=union, changes=changes,
                   count=len(rows))  # fmt: skip
            settle_all(rows, today=today, union=union)


def signed(entitlement: Any, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Date the signature (签收)."""
    return put(entitlement, signed_on=today)


def withdrawn(entitlement: Any, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Date the withdrawal: from that day on it counts as applied for no more."""
    return [*put(entitlement, withdrawn_on=today), *invoices_freed(entitlement, actor=actor, today=today)]


def invoices_freed(entitlement: Any, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """The invoices of a claim that ends without money may be claimed again."""
    return void_bills(entitlement) if isinstance(entitlement, MedicalClaim) else []


for flow in (BENEFIT_FLOW, CLAIM_FLOW):
    flow.entering(EntitlementState.SIGNED)(signed)
    flow.entering(EntitlementState.WITHDRAWN)(withdrawn)
    flow.entering(EntitlementState.REFUSED)(invoices_freed)
    flow.entering(EntitlementState.STOPPED)(invoices_freed)
