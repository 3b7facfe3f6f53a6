"""What the bank says of the lines of a batch: they are paid, or failed with a reason."""

import datetime
from collections.abc import Sequence

import polars as pl
from django.db import transaction
from django.db.models import BigIntegerField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record
from yuanxin.foundation.flow.services import settle
from yuanxin.foundation.kernel import bulk
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.payments.choices import BatchState, Outcome, PaymentState, Permission
from yuanxin.foundation.payments.models import BankFile, Batch, Line, Payment
from yuanxin.foundation.payments.services.settling import tell_departments
from yuanxin.foundation.payments.states import BATCH_FLOW
from yuanxin.foundation.unions.services.writing import changed_since, check_not_future, locked, write

BY_HAND_AT_MOST = 1000
AT_ONCE = 5000
TOLD = {"line": pl.Int64, "outcome": pl.String, "told_on": pl.Date, "reason": pl.String}
SENT = {"line": pl.Int64, "id": pl.Int64, "version": pl.Int64, "paid_fen": pl.Int64}


class Moved(Exception):
    """A payment is no longer with the bank: somebody else was told of it first."""


@transaction.atomic
def tell_lines(
    *,
    actor: Actor,
    batch: Batch,
    lines: Sequence[Line],
    outcome: str,
    told_on: datetime.date,
    today: datetime.date,
    reason: str = "",
) -> int:
    """Enter by hand what the bank said of some lines of a batch, where it sent no file. Returns how many.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may pay for its union.
        Refused: for more lines than a person reads one by one; for a day before the sending or to come; for a failure
            without the bank's reason.
        Stale: if something was said of one of them before.
    """
    actor.require(Permission.PAY, batch.union)
    batch = locked(batch)
    check_not_future(told_on, today, "told_on")
    if batch.sent_on is None or told_on < batch.sent_on:
        raise Refused(
            _("The batch was not with the bank on this day."), remedy=_("Give the day the bank tells."), field="told_on"
        )
    if len(lines) > BY_HAND_AT_MOST:
        raise Refused(
            _("These are more than %(most)s lines.") % {"most": BY_HAND_AT_MOST},
            remedy=_("Bring the bank's return file in; its template can be filled from the bank file."),
        )
    if outcome == Outcome.FAILED and not reason.strip():
        raise Refused(_("A failure has a reason."), remedy=_("Write what the bank says."), field="reason")
    keys = [line.pk for line in lines]
    if Line.objects.awaited().filter(batch=batch, pk__in=keys).count() != len(set(keys)):
        raise changed_since()
    told = pl.DataFrame([(key, str(outcome), told_on, reason.strip()[:200]) for key in keys], schema=TOLD, orient="row")
    payments = sent_payments(keys)
    try:
        write_told(told, payments, today=today)
    except Moved:
        raise changed_since() from None
    record(actor, "payments.told", batch, reason=reason.strip(), changes=_changes(told, payments), count=len(keys))
    settle(Batch.objects.select_related("union", "fund").get(pk=batch.pk), actor=actor, today=today)
    return len(keys)


def sent_payments(lines: Sequence[int]) -> pl.DataFrame:
    """The payments of some lines, as they stand: a frame of `SENT`."""
    columns = ("pk", "payment_id", "payment__version", Cast("amount_fen", BigIntegerField()))
    sent = Line.objects.filter(payment__state=PaymentState.SENT)
    return bulk.rows_among(sent, "pk", list(lines), columns, SENT)


def write_told(told: pl.DataFrame, payments: pl.DataFrame, *, today: datetime.date, told_by: int | None = None) -> None:
    """Write what the bank said (a frame of `TOLD`) on lines and payments, and let the departments know.

    Raises:
        Moved: if one of the payments is no longer with the bank.
    """
    both = told.join(payments, on="line", how="inner")
    if both.height != told.height:
        raise Moved
    lines = told.select(
        pl.col("line").alias("id"), "outcome", "told_on", "reason", pl.lit(told_by, dtype=pl.Int64).alias("told_by")
    )
    bulk.update(Line, lines)
    is_paid = pl.col("outcome") == Outcome.PAID.value
    paid = both.filter(is_paid).select(
        "id", "version", pl.lit(PaymentState.PAID.value).alias("state"), pl.col("told_on").alias("paid_on"), "paid_fen"
    )
    said = pl.when(pl.col("reason") != "").then("reason").otherwise(pl.lit(_("The bank gave no reason.")))
    failed = both.filter(~is_paid).select(
        "id",
        "version",
        pl.lit(PaymentState.FAILED.value).alias("state"),
        said.alias("problem"),
        pl.lit(None, dtype=pl.Int64).alias("batch_id"),
    )
    if bulk.update(Payment, paid) + bulk.update(Payment, failed, blanks=True) != both.height:
        raise Moved
    tell_departments_of(paid["id"].to_list(), today)


def tell_departments_of(paid: Sequence[int], today: datetime.date) -> None:
    """Let each department date its records, some thousands at a time."""
    for piece in bulk.in_pieces(paid, AT_ONCE):
        tell_departments(Payment.objects.filter(pk__among=list(piece)).order_by("pk"), today)


@BATCH_FLOW.entering(BatchState.SETTLED)
def close(batch: Batch, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Date the batch; its files, with account numbers in clear, are no longer kept."""
    BankFile.objects.filter(batch=batch).update(content=None)
    row = write(batch, {"settled_on": today})
    return [row] if row is not None else []


def _changes(told: pl.DataFrame, payments: pl.DataFrame) -> list[RowChange]:
    """The rows that a telling by hand changed."""
    changes = []
    for line, outcome, told_on, reason, payment, version, paid in told.join(payments, on="line").iter_rows():
        before = {"outcome": Outcome.AWAITED.value, "told_on": None, "reason": ""}
        after = {"outcome": outcome, "told_on": told_on.isoformat(), "reason": reason}
        changes.append(RowChange(Line(pk=line), before, after))
        changes.append(RowChange(Payment(pk=payment), *payment_change(outcome, told_on, reason, version, paid)))
    return changes


def payment_change(
    outcome: str, told_on: datetime.date | str, reason: str, version: int | None, paid: int | None
) -> tuple[dict[str, object], dict[str, object]]:
    """A payment with the bank before and after its outcome, for the trail."""
    raised = ({"version": version}, {"version": version + 1}) if version is not None else ({}, {})
    before = {"state": PaymentState.SENT.value, **raised[0]}
    if outcome == Outcome.PAID:
        return before, {"state": PaymentState.PAID.value, "paid_on": str(told_on), "paid_fen": paid, **raised[1]}
    return before, {"state": PaymentState.FAILED.value, "problem": reason, "batch_id": None, **raised[1]}
