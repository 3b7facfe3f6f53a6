"""A batch sent to the bank: its lines are written, and its payments wait for what the bank says."""

import datetime

from django.db import connection
from django.db.models import Case, CharField, F, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils import translation
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record_bulk
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.payments.choices import BatchState, Outcome, PaymentState, Permission
from yuanxin.foundation.payments.journal import JOURNAL, SENT_AS, digest_of_lines
from yuanxin.foundation.payments.models import Batch, Fund, Line, Payment
from yuanxin.foundation.payments.registry import purpose_of
from yuanxin.foundation.payments.services.filling import check_whole
from yuanxin.foundation.payments.services.funds import check_holds
from yuanxin.foundation.payments.services.settling import NotThePayer
from yuanxin.foundation.payments.states import BATCH_FLOW
from yuanxin.foundation.payments.tasks import EXPORTING
from yuanxin.foundation.unions.services.writing import write


@BATCH_FLOW.entering(BatchState.SENT)
def send_out(batch: Batch, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Write the lines that go to the bank, and have a worker write its files.

    Raises:
        NotAllowed: if the payer may not see every payment of the batch.
        NotThePayer: if somebody behind the payer entered, approved or asked for one of them.
        ShortFund: if the fund holds less than the batch.
        Stale: if the batch no longer holds what was checked.
    """
    check_whole(batch, actor)
    check_payer_of_all(actor, batch)
    check_holds(Fund.objects.select_for_update(no_key=True).get(pk=batch.fund_id), batch.total_fen)
    insert_lines(batch)
    Payment.objects.filter(batch=batch).update(state=PaymentState.SENT, version=F("version") + 1)
    rows, digest = digest_of_lines(Line.objects.of(batch).values_list(*SENT_AS).iterator(chunk_size=5000))
    event = record_bulk(
        actor, "payments.lines_sent", batch, journal=JOURNAL, rows=rows, rows_digest=digest, total=str(batch.total_fen)
    )
    changed = write(batch, {"sent_on": today, "sent_event": event.pk})
    EXPORTING.start(batch)
    return [changed] if changed is not None else []


def check_payer_of_all(actor: Actor, batch: Batch) -> None:
    """Refuse a payer who stands behind one of the payments, alone or for somebody.

    Raises:
        NotThePayer: naming one of them.
    """
    written = set(Payment.objects.filter(batch=batch).order_by().values_list("people", flat=True).distinct())
    behind = {key for people in written for key in people.split()}
    able = [each for each in actor.capacities() if each.actor.may(Permission.PAY, batch.union)]
    if any(capacity.keys.isdisjoint(behind) for capacity in able):
        return
    own = next(people for people in sorted(written) if not actor.keys.isdisjoint(people.split()))
    payment = Payment.objects.filter(batch=batch, people=own).order_by("pk").first()
    raise NotThePayer(
        _("You entered, approved or asked for “%(payment)s”, which is in this batch.") % {"payment": payment},
        remedy=_("Somebody else pays it."),
    )


def insert_lines(batch: Batch) -> None:
    """Write a line for each payment of the batch, in the order of approval: one statement, however many."""
    payments = Payment.objects.filter(batch=batch)
    # Of each kind its purpose, in Chinese whatever the language of the pages: it is printed on the payee's account.
    with translation.override("zh-hans"):
        purposes = {
            code: purpose_of(code)[:60] for code in payments.order_by().values_list("kind", flat=True).distinct()
        }
    written = {
        "number": Window(RowNumber(), order_by=("approved_on", "pk")),
        "batch_id": F("batch_id"),
        "payment_id": F("pk"),
        "payee_name": F("payee_name"),
        "account": F("account"),
        "bank": F("bank"),
        "amount_fen": F("approved_fen"),
        "purpose": Case(
            *(When(kind=code, then=Value(purpose)) for code, purpose in purposes.items()),
            default=Value(""),
            output_field=CharField(),
        ),
        "outcome": Value(Outcome.AWAITED.value),
        "reason": Value(""),
    }
    selected = payments.order_by().annotate(**{f"line_{name}": value for name, value in written.items()})
    sql, params = selected.values_list(*(f"line_{name}" for name in written)).query.sql_with_params()
    columns = ", ".join(map(connection.ops.quote_name, written))
    table = connection.ops.quote_name(Line._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) {sql}", params)
