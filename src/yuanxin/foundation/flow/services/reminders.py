"""What returns with the days: the one reminder of what is late, and the end of public notices."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.flow.models import Notice, Reminder
from yuanxin.foundation.flow.queries import with_holder
from yuanxin.foundation.flow.registry import flows
from yuanxin.foundation.flow.services.steps import settle
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor

#: Written in one transaction at most.
AT_ONCE = 2000


def remind_overdue(*, actor: Actor, today: datetime.date) -> int:
    """Remind whoever a late record lies with, once in each of its rounds. Returns how many records that were."""
    told = 0
    while count := _remind_some(actor, today):
        told += count
    return told


@transaction.atomic
def _remind_some(actor: Actor, today: datetime.date) -> int:
    made: list[Reminder] = []
    for flow in flows():
        told = Reminder.objects.filter(kind=flow.kind, object_id=OuterRef("pk"), round=OuterRef("round"))
        late = flow.model._default_manager.filter(~Exists(told), due_on__lt=today).exclude(state__in=flow.ends)
        for each in with_holder(flow, late).order_by("due_on", "pk")[: AT_ONCE - len(made)]:
            made.append(
                Reminder(
                    kind=flow.kind,
                    object_id=each.pk,
                    round=each.round,
                    due_on=each.due_on,
                    holder=each.lies_with or "",
                    holder_label=each.lies_with_name or "",
                    union=getattr(each, "union_id", None),
                    at=clock.now(),
                )
            )
    Reminder.objects.bulk_create(made, batch_size=1000)
    if made:
        changes = [RowChange(each, None, snapshot(each)) for each in made]
        record(actor, "flow.reminded", changes=changes, count=len(made))
    return len(made)


def settle_after_notices(*, actor: Actor, today: datetime.date) -> int:
    """Have records go on by themselves whose notice ended the day before, where their table says so. Returns how many.

    A record that goes on by a person's step is not touched; it waits in the inbox.
    """
    moved = 0
    for flow in flows():
        states = [state for state, _action, to in flow.steps() if to.automatic and to.after_notice]
        if not states:
            continue
        over = Notice.objects.filter(
            kind=flow.kind, object_id=OuterRef("pk"), round=OuterRef("round"), ends_on__lt=today, taken_down_on=None
        )
        for pk in flow.model._default_manager.filter(Exists(over), state__in=states).values_list("pk", flat=True):
            with transaction.atomic():
                each: Any = flow.model._default_manager.select_related(*flow.related).get(pk=pk)
                round = each.round
                moved += settle(each, actor=actor, today=today).round != round
    return moved
