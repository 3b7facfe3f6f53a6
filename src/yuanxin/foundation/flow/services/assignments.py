"""With whom a record lies: given by a colleague, by a return for correction, or by a hand-over."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.accounts.models import Appointment, User
from yuanxin.foundation.accounts.queries import actor_for, key_of
from yuanxin.foundation.audit.services import RowChange, record, required, snapshot
from yuanxin.foundation.flow.cases import Case
from yuanxin.foundation.flow.models import Assignment, Flowing
from yuanxin.foundation.flow.queries import holds_a_step, lies_with, may_take_a_step, sent_in_by, waiting_at
from yuanxin.foundation.flow.registry import flows
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor, Principal
from yuanxin.foundation.kernel.errors import NotAllowed, Refused


@transaction.atomic
def assign(*, actor: Actor, shown: Flowing, to: User, today: datetime.date, reason: str) -> Assignment:
    """Lay a record into a colleague's hands (交办), who then has it in the inbox alone.

    Raises:
        OutOfScope, NotAllowed: unless the actor may take the record's next step.
        Refused: if the colleague may not, has it already, or no reason is given.
    """
    if not may_take_a_step(shown, actor, today):
        raise NotAllowed(_("Only who may take the next step gives the record to somebody."))
    holder = lies_with(shown)
    if holder is not None and holder.key == key_of(to):
        raise Refused(_("The record lies with %(name)s already.") % {"name": to}, field="to")
    if not may_take_a_step(shown, actor_for(to, today=today), today):
        raise Refused(
            _("%(name)s may not take the next step.") % {"name": to}, remedy=_("Choose somebody else."), field="to"
        )
    given = assignment_of(shown, Principal(key_of(to), to.name), actor, former=holder, reason=required(reason))
    given.save(force_insert=True)
    record(actor, "flow.assigned", shown, reason=reason.strip(), changes=[RowChange(given, None, snapshot(given))])
    return given


def lay_back(case: Case, action: str, actor: Actor, *, reason: str) -> list[RowChange]:
    """Lay a returned record into the hands of whoever took `action` last; part of the step that returns it."""
    sent = [each for each in case.decisions if each.action == action]
    if not sent:
        return []
    latest = sent[-1]
    sender = Principal(latest.for_actor or latest.actor, latest.for_label or latest.actor_label)
    for handed in case.assignments:
        if handed.as_submitter and handed.former == sender.key:
            sender = Principal(handed.holder, handed.holder_label)
    if not sender.key.startswith("user:"):
        return []
    given = assignment_of(case.record, sender, actor, reason=reason)
    given.save(force_insert=True)
    return [RowChange(given, None, snapshot(given))]


def hand_over_records(appointment: Appointment, heir: User | None, *, actor: Actor, today: datetime.date) -> int:
    """Give what an appointment leaves open to `heir`: what waited at its own union or lay with its holder, if the heir
    may go on with it; and the place of the one who sent it in, of records still on their way.

    What the heir may not go on with waits for whoever may. Each record shows it in its history.
    """
    if heir is None:
        return 0
    former, new = Principal(key_of(appointment.user), appointment.user.name), Principal(key_of(heir), heir.name)
    acting = actor_for(heir, today=today)
    moved: list[Assignment] = []
    for flow in flows():
        for each in waiting_at(flow, appointment):
            if holds_a_step(flow, each, acting):
                moved.append(assignment_of(each, new, actor, former=former, reason=_("Appointment ended")))
        for each in sent_in_by(flow, former.key):
            given = assignment_of(each, new, actor, former=former, reason=_("Appointment ended"))
            given.as_submitter = True
            moved.append(given)
    Assignment.objects.bulk_create(moved, batch_size=1000)
    if moved:
        changes = [RowChange(each, None, snapshot(each)) for each in moved]
        record(actor, "flow.handed_over", appointment, changes=changes, count=len(moved), to=new.label)
    return len({(each.kind, each.object_id) for each in moved})


def assignment_of(
    shown: Any, to: Principal, actor: Actor, *, former: Principal | None = None, reason: str
) -> Assignment:
    """The row that lays a record into the hands of `to`, in its present round."""
    return Assignment(
        kind=shown._meta.label_lower,
        object_id=shown.pk,
        round=shown.round,
        former=former.key if former else "",
        former_label=former.label if former else "",
        holder=to.key,
        holder_label=to.label,
        reason=reason[:200],
        actor=actor.key,
        actor_label=actor.label,
        union=getattr(shown, "union_id", None),
        at=clock.now(),
    )
