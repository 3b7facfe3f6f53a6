"""Ends of memberships: left, deemed left, died, expelled with the upper union's approval; retention; ends put right."""

import datetime
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from yuanxin.foundation.audit.services import RowChange, record, required, snapshot
from yuanxin.foundation.flow.services import begin, settle
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.policies.queries import policy
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.registry import Belonging, Merger
from yuanxin.foundation.unions.rules import Spell, overlaps
from yuanxin.foundation.unions.services.writing import (
    change,
    check_in_force,
    check_not_future,
    check_version,
    create,
    locked,
    write,
)
from yuanxin.organisation.members.choices import ExpulsionState, LeaveKind, Permission
from yuanxin.organisation.members.models import Expulsion, Membership, Retention, TransferProposal
from yuanxin.organisation.members.rules import AUTO_QUIT, ENTERED_ENDS, REVERSIBLE_ENDS, months_before
from yuanxin.organisation.members.services.memberships import (
    active_elsewhere,
    check_not_before,
    check_open,
    close,
    settle_applications,
)
from yuanxin.organisation.members.states import EXPULSION_FLOW


class ExpulsionProposed(Refused):
    """The expulsion of this member is being decided."""


@transaction.atomic
def leave(
    *,
    actor: Actor,
    membership: Membership,
    left_on: datetime.date,
    kind: str,
    today: datetime.date,
    reason: str = "",
    educated_on: datetime.date | None = None,
    version: int | None = None,
) -> Membership:
    """End a membership: `left_on` is the first day on which the person no longer is a member.

    Everything that was open for the membership ends with it.

    Args:
        educated_on: the day on which somebody who is deemed to have left was talked to without effect (教育).

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit members of the union.
        Stale: if `version` is given and no longer the membership's.
        Refused: if it has ended, would end before it began or in the future; by a transfer or an expulsion, which are
            proposed; where somebody is deemed to have left, without reason or education, or before the months are over
            that the policy `member.auto_quit_months` asks for (章程: six months without dues and without activity).
    """
    membership = locked(membership)
    actor.require(Permission.EDIT, membership.union)
    check_version(membership, version)
    check_open(membership)
    check_entered(kind)
    check_not_future(left_on, today, "left_on")
    check_not_before(left_on, membership.joined_on, "left_on")
    if kind == LeaveKind.DEEMED_LEFT:
        check_deemed(membership, left_on, reason, educated_on)
    else:
        educated_on = None
    changes = close(membership, left_on, kind, educated_on=educated_on)
    record(actor, "members.left", membership, reason=reason.strip(), changes=changes, kind=str(kind))
    stop_what_is_open(membership, actor=actor, today=today)
    return membership


@transaction.atomic
def leave_all(*, actor: Actor, memberships: Sequence[Membership], left_on: datetime.date, today: datetime.date) -> int:
    """End many memberships by leaving (退会) on one day, with one event; return how many.

    Those that have ended are left alone.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit members of each union.
        Refused: for a day to come, or before one of them began.
    """
    check_not_future(left_on, today, "left_on")
    pks = [each.pk for each in memberships]
    rows = list(
        Membership.objects.open()
        .select_for_update(no_key=True, of=("self",))
        .select_related("union")
        .filter(pk__in=pks)
        .order_by("pk")
    )
    for union in {row.union_id: row.union for row in rows}.values():
        actor.require(Permission.EDIT, union)
    for row in rows:
        check_not_before(left_on, row.joined_on, "left_on")
    retentions = list(Retention.objects.select_for_update().filter(membership__in=rows, ends_on=None).order_by("pk"))
    before = {id(row): snapshot(row) for row in (*rows, *retentions)}
    for row in rows:
        row.left_on, row.leave_kind = left_on, LeaveKind.LEFT
        row.version += 1
    for retention in retentions:
        retention.ends_on = max(left_on, retention.begins_on)
    Membership.objects.bulk_update(rows, ["left_on", "leave_kind", "version"], batch_size=500)
    Retention.objects.bulk_update(retentions, ["ends_on"], batch_size=500)
    changes = [RowChange(row, before[id(row)], snapshot(row)) for row in (*rows, *retentions)]
    if rows:
        record(actor, "members.left_together", union=rows[0].union_id, changes=changes, count=len(rows))
    for proposal in TransferProposal.objects.open().filter(membership__in=rows):
        settle(proposal, actor=actor, today=today)
    for expulsion in Expulsion.objects.open().filter(membership__in=rows):
        settle(expulsion, actor=actor, today=today)
    return len(rows)


@transaction.atomic
def propose_expulsion(
    *, actor: Actor, membership: Membership, reason: str, today: datetime.date, version: int | None = None
) -> Expulsion:
    """Propose to expel a member (除名); the upper union decides, and nothing ends before.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit members of the union.
        Stale: if `version` is given and no longer the membership's.
        ExpulsionProposed: if that is being decided.
        Refused: if the membership has ended; without a reason.
    """
    membership = locked(membership)
    actor.require(Permission.EDIT, membership.union)
    check_version(membership, version)
    check_open(membership)
    expulsion = Expulsion(
        membership=membership,
        union=membership.union,
        approving_union=upper_of(membership.union),
        reason=required(reason),
        proposed_on=today,
    )
    try:
        with transaction.atomic():
            return begin(expulsion, actor=actor, today=today)
    except IntegrityError as error:
        raise ExpulsionProposed(
            _("The expulsion of this member is being decided."), remedy=_("The upper union decides on it.")
        ) from error


@EXPULSION_FLOW.entering(ExpulsionState.DONE)
def expel(expulsion: Expulsion, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """End the membership on the day of the upper union's approval, and what is open for it."""
    membership = locked(expulsion.membership)
    check_open(membership)
    changes = close(membership, today, LeaveKind.EXPELLED)
    stop_what_is_open(membership, actor=actor, today=today)
    return changes


@transaction.atomic
def reopen(
    *, actor: Actor, membership: Membership, reason: str, today: datetime.date, version: int | None = None
) -> Membership:
    """Take back an end that was entered by mistake, as a correction by the upper union; what ended with it goes on.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may correct ends over the union above.
        Stale: if `version` is given and no longer the membership's.
        UnionEnded: if the union is no longer in force.
        ActiveElsewhere: if the person is a member again, here or elsewhere.
        Refused: without a reason, if it has not ended, or ended by a transfer or a merge of records.
    """
    membership = locked(membership)
    actor.require(Permission.APPROVE_ENDING, upper_of(membership.union))
    reason = required(reason)
    check_version(membership, version)
    check_in_force(membership.union)
    if membership.left_on is None or membership.leave_kind not in REVERSIBLE_ENDS:
        raise Refused(
            _("This membership did not end in a way that can be taken back."),
            remedy=_("A transfer is proposed back; merged records are taken apart."),
        )
    later = Membership.objects.lived().filter(person=membership.person_id, joined_on__gte=membership.left_on)
    if later.exclude(pk=membership.pk).exists():
        raise active_elsewhere()
    ended = membership.retentions.select_for_update().filter(ends_on=membership.left_on).order_by("-begins_on").first()
    values = {"left_on": None, "leave_kind": "", "educated_on": None}
    changes = [
        write(membership, values),
        write(ended, {"ends_on": None}) if ended is not None else None,
        write(locked(membership.person), {"union": membership.union}),
    ]
    record(actor, "members.reopened", membership, reason=reason, changes=[each for each in changes if each is not None])
    return membership


@transaction.atomic
def retain(
    *, actor: Actor, membership: Membership, kind: str, begins_on: datetime.date, today: datetime.date
) -> Retention:
    """Retain a membership without dues (保留会籍) from `begins_on`.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit members of the union.
        Refused: if the membership has ended, or is retained on some of these days.
    """
    membership = locked(membership)
    actor.require(Permission.EDIT, membership.union)
    check_open(membership)
    check_not_future(begins_on, today, "begins_on")
    check_not_before(begins_on, membership.joined_on, "begins_on")
    spells = [Spell(each.begins_on, each.ends_on) for each in membership.retentions.all()]
    if overlaps(Spell(begins_on, None), spells):
        raise Refused(_("The membership is retained on these days already."), field="begins_on")
    return create(
        actor,
        "members.retained",
        Retention(membership=membership, union=membership.union, kind=kind, begins_on=begins_on),
    )


@transaction.atomic
def unretain(*, actor: Actor, retention: Retention, ends_on: datetime.date, today: datetime.date) -> Retention:
    """End a retention: from `ends_on` the member pays dues again.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may edit members of the union.
        Refused: if it has ended, or would end before it began or in the future.
    """
    retention = locked(retention)
    actor.require(Permission.EDIT, retention.union)
    if retention.ends_on is not None:
        raise Refused(_("This retention has ended already."))
    check_not_future(ends_on, today, "ends_on")
    check_not_before(ends_on, retention.begins_on, "ends_on")
    change(actor, "members.retention_ended", retention, {"ends_on": ends_on})
    return retention


def check_entered(kind: str) -> None:
    """Raise for a way of leaving that is decided elsewhere."""
    if kind == LeaveKind.EXPELLED:
        raise Refused(
            _("An expulsion is not entered here."), remedy=_("Propose it; the upper union decides."), field="kind"
        )
    if kind not in ENTERED_ENDS:
        raise Refused(_("A transfer is not entered here."), remedy=_("Propose it; both unions decide."), field="kind")


def check_deemed(
    membership: Membership, left_on: datetime.date, reason: str, educated_on: datetime.date | None
) -> None:
    """Raise unless the statute's conditions for deeming somebody to have left can be met."""
    required(reason)
    if educated_on is None:
        raise Refused(
            _("The day of the education is missing."),
            remedy=_("Talk to the member first, and give the day on which that was."),
            field="educated_on",
        )
    if educated_on > left_on or educated_on < membership.joined_on:
        raise Refused(
            _("The education lies within the membership, before its end."),
            remedy=_("Correct the days."),
            field="educated_on",
        )
    months = policy(AUTO_QUIT, on=left_on).months
    if membership.joined_on > months_before(left_on, months):
        raise Refused(
            _("Nobody is deemed to have left before %(months)s months of membership.") % {"months": months},
            remedy=_("Give a later day, or another way of leaving."),
            field="left_on",
        )


def stop_what_is_open(membership: Membership, *, actor: Actor, today: datetime.date) -> None:
    """End the transfers, expulsions and applications that lost their object with the membership."""
    for proposal in membership.transfers.open():
        settle(proposal, actor=actor, today=today)
    for expulsion in membership.expulsions.open():
        settle(expulsion, actor=actor, today=today)
    settle_applications(bytes(membership.person.document_digest), actor=actor, today=today)


def upper_of(union: Union) -> Union:
    """The union that decides on an end: the one above; the topmost decides for itself."""
    return union.parent or union


def expulsion_belonging() -> Belonging:
    """Undecided expulsions, as something that passes on when unions merge."""
    return Belonging(
        code="members.expulsions",
        told=ngettext_lazy("%(count)s undecided expulsion", "%(count)s undecided expulsions", "count"),
        rows=lambda union: Expulsion.objects.open().filter(union=union),
        pass_on=pass_expulsions_on,
        remedy=gettext_lazy("Have the expulsions decided first."),
    )


def pass_expulsions_on(merger: Merger) -> list[RowChange]:
    """A member who passed to the survivor is proposed anew by it; what the absorbed union was to decide, it decides."""
    for expulsion in Expulsion.objects.open().filter(union=merger.absorbed):
        settle(expulsion, actor=merger.actor, today=merger.on)
    left = (
        Expulsion.objects.open().select_for_update(no_key=True).filter(approving_union=merger.absorbed).order_by("pk")
    )
    changes = [write(expulsion, {"approving_union": merger.survivor}) for expulsion in left]
    return [each for each in changes if each is not None]
