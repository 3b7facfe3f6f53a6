"""领款单: the payments of a batch as a list to be signed, with the sum in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.documents.papers import Paper
from yuanxin.foundation.kernel.money import in_words
from yuanxin.foundation.payments.choices import BatchState, Permission
from yuanxin.foundation.payments.models import Batch, Payment

LONGEST = 2000


def context(batch: Batch) -> dict[str, Any]:
    """What the paper shows: names, causes and amounts, and of accounts the last four digits."""
    payments = Payment.objects.filter(batch=batch).order_by("approved_on", "pk")
    return {
        "agency": batch.union.name,
        "dated_on": batch.sent_on or batch.made_on,
        "title": batch.title,
        "fund": str(batch.fund),
        "number": batch.pk,
        "count": batch.count,
        "blank": "",
        "total": batch.total_fen,
        "in_words": in_words(batch.total_fen),
        "rows": [
            {
                "number": number,
                "payee": payment.payee_name,
                "cause": payment.cause_label,
                "amount": payment.approved_fen,
                "account": payment.masked_account[-4:],
                "signed": "",
            }
            for number, payment in enumerate(payments, start=1)
        ],
    }


SIGNING_LIST = Paper(
    "payments.signing_list",
    _("Payment list to sign"),
    Batch,
    "payments/papers/signing_list.txt",
    context,
    lambda batch: f"领款单-{batch.title}",
    Permission.PAY,
    when=lambda batch: 0 < batch.count <= LONGEST and batch.state != BatchState.DROPPED,
)
