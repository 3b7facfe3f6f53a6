"""Payments put into a draft and let go again, and the step that fills a whole batch."""

import datetime
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record
from yuanxin.foundation.kernel.actors import Actor, PathRange
from yuanxin.foundation.kernel.errors import NotAllowed, Refused
from yuanxin.foundation.kernel.long_work import OPEN, Hold
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.payments.choices import BatchState, PaymentState
from yuanxin.foundation.payments.models import Batch, Payment
from yuanxin.foundation.payments.states import BATCH_FLOW
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.models.scope import in_range
from yuanxin.foundation.unions.services.writing import changed_since, locked, write

# So many at once: each chunk is a transaction of its own, over in a moment, and moves the progress bar.
CHUNK = 5000


def waiting_for(batch: Batch) -> QuerySet[Payment]:
    """The payments that the batch is made of and that still wait, the oldest approval first."""
    wanted = batch.wanted
    place = Union.objects.get(pk=wanted["below"])
    return (
        Payment.objects.of(*wanted["kinds"])
        .filter(in_range("union__path", PathRange.below(place.path)))
        .filter(
            fund=batch.fund_id,
            state=PaymentState.WAITING,
            account__isnull=False,
            approved_on__lte=datetime.date.fromisoformat(wanted["until"]),
        )
        .order_by("approved_on", "pk")
    )


def collect(batch: Batch, hold: Hold[Batch]) -> None:
    """The step that fills a batch, a chunk a transaction; what is in it already is passed by."""
    with transaction.atomic():
        hold.beat(done=batch.count, total=batch.count + waiting_for(batch).count())
    maker, more = Actor(batch.maker, batch.maker_label), True
    while more:
        with transaction.atomic():
            held = locked(batch)
            more = held.state == BatchState.DRAFT and put_in(maker, held, waiting_for(held)[:CHUNK]) == CHUNK
            hold.beat(done=held.count)


def put_in(actor: Actor, batch: Batch, rows: QuerySet[Payment]) -> int:
    """Put those of `rows` that wait into the locked draft, with one event; returns how many."""
    wanted = list(rows.values_list("pk", flat=True))
    waiting = Payment.objects.select_for_update(no_key=True).filter(pk__in=wanted, state=PaymentState.WAITING)
    taken = list(waiting.values_list("pk", "version", "approved_fen"))
    if not taken:
        return 0
    before = {"state": PaymentState.WAITING.value, "batch_id": None}
    changes = _move(taken, before, {"state": PaymentState.BATCHED.value, "batch_id": batch.pk})
    total = sum((amount for *_facts, amount in taken), ZERO)
    row = write(batch, {"count": batch.count + len(taken), "total_fen": batch.total_fen + total})
    changes += [row] if row is not None else []
    record(actor, "payments.collected", batch, changes=changes, count=len(taken), total=str(total))
    return len(taken)


def let_go(batch: Batch, rows: QuerySet[Payment]) -> list[RowChange]:
    """Let those of `rows` that are in the batch wait again; the rows changed."""
    held = rows.select_for_update(no_key=True).filter(state=PaymentState.BATCHED, batch=batch)
    taken = list(held.values_list("pk", "version", "approved_fen"))
    before = {"state": PaymentState.BATCHED.value, "batch_id": batch.pk}
    return _move(taken, before, {"state": PaymentState.WAITING.value, "batch_id": None})


def sums_of(batch: Batch) -> tuple[int, object]:
    """How many payments the batch holds, and what they come to."""
    found = Payment.objects.filter(batch=batch).aggregate(count=Count("pk"), total=Sum("approved_fen"))
    return found["count"], found["total"] or ZERO


def check_whole(batch: Batch, actor: Actor) -> None:
    """Nobody signs what he cannot see, or what is no longer what he saw.

    Raises:
        Stale: unless count and total of the batch are those of its payments.
        NotAllowed: if one of them is of a kind hidden from the actor.
    """
    if sums_of(batch) != (batch.count, batch.total_fen):
        raise changed_since()
    if Payment.objects.filter(batch=batch).visible_to(actor).count() != batch.count:
        raise NotAllowed(
            _("The batch holds payments of a kind that you may not see."),
            remedy=_("Let a colleague who may see them decide, or ask for the role."),
        )


@BATCH_FLOW.entering(BatchState.SUBMITTED)
def close_draft(batch: Batch, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """The batch is complete: what it counts is what it holds.

    Raises:
        Refused: while it is being filled, or if it is empty.
        NotAllowed: if the actor may not see all of it.
    """
    check_not_filled(batch)
    if not batch.count:
        raise Refused(_("The batch is empty."), remedy=_("Put payments into it, or drop it."))
    check_whole(batch, actor)
    return []


@BATCH_FLOW.entering(BatchState.CHECKED)
def answer_for(batch: Batch, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """The checker answers for every payment; raises as `check_whole`."""
    check_whole(batch, actor)
    return []


@BATCH_FLOW.entering(BatchState.DROPPED)
def release(batch: Batch, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """The payments of a dropped batch wait again.

    Raises:
        Refused: while it is being filled.
    """
    check_not_filled(batch)
    return let_go(batch, Payment.objects.all())


def check_not_filled(batch: Batch) -> None:
    """Raise while a worker is putting payments into the batch."""
    if batch.work_state in OPEN:
        raise Refused(_("The batch is still being filled."), remedy=_("Wait until all payments are in it."))


def _move(
    taken: Sequence[tuple[int, int, object]], before: Mapping[str, object], after: Mapping[str, object]
) -> list[RowChange]:
    """Set state and batch of locked payments, raising their versions; the rows changed."""
    changes = []
    # One statement a version: nearly all have the same.
    for version in {version for _pk, version, _amount in taken}:
        moved = [pk for pk, known, _amount in taken if known == version]
        Payment.objects.filter(pk__among=moved).update(**after, version=version + 1)
        told = ({**before, "version": version}, {**after, "version": version + 1})
        changes += [RowChange(Payment(pk=pk), *told) for pk in moved]
    return changes
