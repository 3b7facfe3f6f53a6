"""What a submitted allowance means, and how its amount is settled."""

import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.finance.allowances.choices import AllowanceState, Basis, Permission
from yuanxin.finance.allowances.models import StaffAllowance, StaffEntry
from yuanxin.finance.allowances.rules import computed, counted_on
from yuanxin.finance.allowances.services.calls import check_open
from yuanxin.finance.allowances.states import ALLOWANCE_FLOW
from yuanxin.foundation.audit.services import RowChange, record
from yuanxin.foundation.documents.models import Attachment
from yuanxin.foundation.flow.services import act, act_all
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.unions.services.writing import check_version, locked, put, write


class Incomplete(Refused):
    """Something that has to be submitted is missing."""


@transaction.atomic
def settle_amount(
    *,
    actor: Actor,
    allowance: StaffAllowance,
    amount: Decimal,
    today: datetime.date,
    opinion: str = "",
    version: int | None = None,
) -> StaffAllowance:
    """Settle what a unit gets: what the rule computed, or another amount for a reason, which stays beside it.

    Raises:
        OutOfScope, NotAllowed: unless `actor` settles the unit's allowances.
        NotByYou: for who submitted or reviewed it.
        NotPossible: unless it is to be settled.
        Refused: for a negative amount, or one other than computed without a reason.
        Stale: if somebody dealt with it since.
    """
    current = locked(allowance)
    actor.require(Permission.APPROVE, current.union)
    check_version(current, version)
    if amount < 0:
        raise Refused(_("An amount is not negative."), remedy=_("Give 0 to settle nothing."), field="amount")
    if amount != current.computed and not opinion.strip():
        raise Refused(
            _("By the rule it comes to %(computed)s yuan.") % {"computed": current.computed},
            remedy=_("Say why it is settled otherwise; the reason stays beside both amounts."),
            field="opinion",
        )
    row = write(current, {"approved": amount, "counts_on": counted_on(current.call.year, today)})
    if row is not None:
        record(actor, "allowances.amount_entered", current, reason=opinion.strip(), changes=[row])
    return act(current, "settle", actor=actor, today=today, opinion=opinion)


@transaction.atomic
def review_together(*, actor: Actor, allowances: list[StaffAllowance], opinion: str, today: datetime.date) -> int:
    """Pass the review of several units; how many. One that cannot be passed keeps all from it.

    Raises:
        As `act_all`.
    """
    return len(act_all(allowances, "review", actor=actor, today=today, opinion=opinion))


@ALLOWANCE_FLOW.entering(AllowanceState.SUBMITTED)
def submitted(allowance: StaffAllowance, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Count the heads and compute the amount; both stand from now on.

    Raises:
        CallClosed: after the call's last day.
        Incomplete: without a head, without the list behind a number of heads, or without the account.
    """
    check_open(allowance.call, today)
    heads = heads_of(allowance)
    if allowance.account is None:
        raise Incomplete(
            _("The account that the money goes to is missing."), remedy=_("Fill it in under “Fill in the allowance”.")
        )
    amount = computed(heads, allowance.call.rate)
    return put(allowance, headcount=heads, computed=amount, submitted_on=today)


def heads_of(allowance: StaffAllowance) -> int:
    """The heads that the unit gives.

    Raises:
        Incomplete: if there are none, or the list behind a number of heads is not attached.
    """
    if allowance.basis == Basis.ROSTER:
        heads = allowance.entries.filter(active=True).count()
        if not heads:
            raise Incomplete(
                _("Nobody stands on the roster."),
                remedy=_("Import the roster or enter the names; where there is nobody, leave the unit out this year."),
            )
        return heads
    if not Attachment.objects.of(allowance).standing().exists():
        raise Incomplete(
            _("The list behind the number of heads is missing."), remedy=_("Attach it, stamped, as a picture or PDF.")
        )
    return allowance.headcount


@ALLOWANCE_FLOW.entering(AllowanceState.DRAFT)
def opened_again(allowance: StaffAllowance, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """What is returned or taken back is computed anew when it comes again."""
    return put(allowance, computed=None, submitted_on=None)


@ALLOWANCE_FLOW.entering(AllowanceState.APPROVED)
def settled(allowance: StaffAllowance, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Date the settling."""
    return put(allowance, approved_on=today)


@ALLOWANCE_FLOW.entering(AllowanceState.WITHDRAWN)
def left_out(allowance: StaffAllowance, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """The roster's people may stand on another one, and nothing counts."""
    entries = list(StaffEntry.objects.filter(allowance=allowance, active=True).select_for_update())
    rows = [row for entry in entries if (row := write(entry, {"active": False})) is not None]
    return rows + put(allowance, counts_on=None)
