"""支付批次台账, and the lines that went to the bank."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.documents.papers import Papers
from yuanxin.foundation.documents.sections import Attachments
from yuanxin.foundation.flow.columns import Deadline, State, Steps
from yuanxin.foundation.kernel.choices import WorkState
from yuanxin.foundation.kernel.long_work import OPEN
from yuanxin.foundation.payments.choices import BatchState, Outcome, Permission, WorkStep
from yuanxin.foundation.payments.models import Batch, Line, Payment
from yuanxin.foundation.payments.queries import doubts_of, fund_after, outcomes_of
from yuanxin.foundation.payments.registers.filters import FundFilter
from yuanxin.foundation.payments.registers.payments import KindColumn, StateColumn, account_column
from yuanxin.foundation.payments.states import BATCH_FLOW, OUTCOME_COLOURS
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    AmountColumn,
    ChipColumn,
    Column,
    DateColumn,
    Facts,
    NumberColumn,
    Period,
    Register,
    Related,
    Section,
)


class Work(Section):
    """How far the work on the batch has come, its files for the bank, and what the bank said."""

    label = pgettext_lazy("payment batch", "Progress")
    template = "payments/work.html"

    def context(self, request: ActorRequest, record: Batch) -> dict[str, Any]:
        return work_of(record, request)


def work_of(batch: Batch, request: ActorRequest) -> dict[str, Any]:
    """What the progress part of a batch shows; asked again by the bar itself."""
    actor = request.actor
    return {
        "batch": batch,
        "working": batch.work_state in OPEN,
        "step": WorkStep(batch.work_step).label if batch.work_step in WorkStep.values else "",
        "failed_work": batch.work_state == WorkState.FAILED,
        "collecting": batch.work_state in OPEN and batch.state == BatchState.DRAFT,
        "files": list(batch.files.order_by("-file_type")) if batch.state == BatchState.SENT else [],
        "takes_files": actor.may(Permission.BANK_FILE, batch.union),
        "reads_returns": batch.state == BatchState.SENT and actor.may(Permission.PAY, batch.union),
        "told": outcomes_of(batch) if batch.sent_on is not None else [],
        "fund_after": fund_after(batch) if batch.sent_on is None else None,
    }


class Doubts(Section):
    """What the checker should look at before he signs."""

    label = _("To be looked at")
    template = "payments/doubts.html"

    def context(self, request: ActorRequest, record: Batch) -> dict[str, Any]:
        waits = record.state in (BatchState.DRAFT, BatchState.SUBMITTED, BatchState.CHECKED)
        return {"batch": record, "doubts": doubts_of(record, request.actor) if waits else None}


class BatchRegister(Register):
    """支付批次台账."""

    model = Batch
    title = _("Payment batches")
    advice = _("Collect what waits into a batch; another one checks it, a third sends it to the bank.")
    columns = (
        "title",
        "fund",
        NumberColumn("count"),
        AmountColumn("total_fen"),
        DateColumn("made_on"),
        DateColumn("sent_on"),
        DateColumn("settled_on"),
        State(BATCH_FLOW),
        Deadline(),
        "union",
    )
    put_away = ("settled_on",)
    filters = ("state", FundFilter("fund"), "union", Period("made_on"))
    search = ("title",)
    actions = (
        Action(_("New batch"), "payments:batch-new", Permission.MAKE, "plus", record=False, primary=True),
        Action(
            _("Enter outcomes by hand"),
            "payments:batch-tell",
            Permission.PAY,
            when=lambda batch: batch.state == BatchState.SENT,
        ),
    )
    detail = (
        Work(),
        Doubts(),
        Facts(
            "title",
            "fund",
            NumberColumn("count"),
            AmountColumn("total_fen"),
            "maker_label",
            DateColumn("made_on"),
            DateColumn("sent_on"),
            DateColumn("settled_on"),
            "union",
        ),
        Related(
            _("Payments in the batch"),
            lambda batch: Payment.objects.filter(batch=batch).order_by("approved_on", "pk"),
            (
                Column("payee_name", css="wrapping"),
                AmountColumn("computed_fen"),
                AmountColumn("approved_fen"),
                StateColumn(),
                account_column(),
                "bank",
                KindColumn("kind"),
                Column("cause_label", css="wrapping"),
                Column("union", css="wrapping"),
            ),
            link="payments:payment-detail",
            all_at=lambda batch: f"{reverse('payments:payment-list')}?batch={batch.pk}",
        ),
        Related(
            _("Lines at the bank"),
            lambda batch: Line.objects.of(batch),
            (
                Column("reference", _("Reference")),
                "payee_name",
                account_column(),
                AmountColumn("amount_fen"),
                ChipColumn("outcome", OUTCOME_COLOURS),
                DateColumn("told_on"),
                "reason",
            ),
            link="payments:line-detail",
            all_at=lambda batch: f"{reverse('payments:line-list')}?batch={batch.pk}",
        ),
        Steps(),
        Papers(),
        Attachments(),
        Timeline(),
    )


class LineRegister(Register):
    """批次明细: what went to the bank, and what came of it."""

    model = Line
    title = _("Lines at the bank")
    order = "-id"
    columns = (
        Column("reference", _("Reference")),
        Column("batch", css="wrapping", related=("batch__union",)),
        Column("payee_name", css="wrapping"),
        account_column(),
        AmountColumn("amount_fen"),
        ChipColumn("outcome", OUTCOME_COLOURS),
        DateColumn("told_on"),
        "reason",
    )
    filters = ("outcome", Period("told_on"))
    search = ("payee_name",)
    advice = _("The lines of batches that were sent to the bank appear here.")
    actions = (
        Action(
            _("Enter the outcome"),
            "payments:line-tell",
            Permission.PAY,
            in_rows=True,
            primary=True,
            when=lambda line: line.outcome == Outcome.AWAITED,
        ),
    )
    detail = (
        Facts(
            Column("reference", _("Reference")),
            "batch",
            "payment",
            "payee_name",
            account_column(),
            "bank",
            "amount_fen",
            "purpose",
            ChipColumn("outcome", OUTCOME_COLOURS),
            DateColumn("told_on"),
            "reason",
        ),
    )


BATCHES = BatchRegister()
LINES = LineRegister()
