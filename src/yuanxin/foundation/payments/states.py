"""The flow of a payment batch: made, checked and paid by three people, and settled by what the bank says."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.flow.tables import BEGIN, Deadline, Flow, Standing, To
from yuanxin.foundation.payments.choices import BatchState as S
from yuanxin.foundation.payments.choices import Outcome, PaymentState, Permission
from yuanxin.foundation.payments.models import Batch

STEP_DAYS = "payments.step_days"
RETURN_DAYS = "payments.return_days"

# Who made a batch: began it, put payments into it, or sent it in.
MADE = (BEGIN, "collect", "submit")

PAYMENT_COLOURS: dict[str, str] = {
    PaymentState.WAITING: "due",
    PaymentState.BATCHED: "running",
    PaymentState.SENT: "running",
    PaymentState.PAID: "done",
    PaymentState.FAILED: "overdue",
    PaymentState.CANCELLED: "closed",
}
OUTCOME_COLOURS: dict[str, str] = {Outcome.AWAITED: "running", Outcome.PAID: "done", Outcome.FAILED: "overdue"}


def all_told(standing: Standing) -> bool:
    """Whether the bank has said of every line what became of it."""
    return not standing.record.lines.filter(outcome=Outcome.AWAITED).exists()


BATCH_FLOW = Flow(
    Batch,
    {
        S.DRAFT: {
            "submit": To(
                S.SUBMITTED,
                _("Send in for checking"),
                needs=Permission.MAKE,
                deadline=Deadline(STEP_DAYS, working_days=True),
                primary=True,
            ),
            "collect": To(
                S.DRAFT,
                pgettext_lazy("payment batch", "Add payments"),
                needs=Permission.MAKE,
                awaited=False,
                page="payments:batch-add",
            ),
            "drop": To(
                S.DROPPED, pgettext_lazy("payment batch", "Drop"), needs=Permission.MAKE, opinion=True, awaited=False
            ),
        },
        S.SUBMITTED: {
            "check": To(
                S.CHECKED,
                pgettext_lazy("payment batch", "Checked"),
                needs=Permission.CHECK,
                not_by=MADE,
                deadline=Deadline(STEP_DAYS, working_days=True),
                primary=True,
            ),
            "return": To(S.DRAFT, _("Return for correction"), needs=Permission.CHECK, opinion=True, back_to="submit"),
            "withdraw": To(
                S.DRAFT,
                pgettext_lazy("payment batch", "Take back"),
                needs=Permission.MAKE,
                by=("submit",),
                awaited=False,
            ),
        },
        S.CHECKED: {
            "send": To(
                S.SENT,
                _("Send to the bank"),
                needs=Permission.PAY,
                not_by=(*MADE, "check"),
                deadline=Deadline(RETURN_DAYS, working_days=True),
                primary=True,
            ),
            "return": To(S.DRAFT, _("Return for correction"), needs=Permission.PAY, opinion=True, back_to="submit"),
        },
        S.SENT: {"settle": To(S.SETTLED, pgettext_lazy("payment batch", "Settled"), automatic=True, when=all_told)},
    },
    starts=S.DRAFT,
    colours={
        S.DRAFT: "due",
        S.SUBMITTED: "due",
        S.CHECKED: "due",
        S.SENT: "running",
        S.SETTLED: "done",
        S.DROPPED: "closed",
    },
    url_name="payments:batch-detail",
    related=("union", "fund"),
)
