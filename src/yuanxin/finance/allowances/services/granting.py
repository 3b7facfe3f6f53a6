"""Summaries for the treasury: drawn up of what was settled, sent, and granted."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from yuanxin.finance.allowances.choices import AllowanceState, GrantState, Permission
from yuanxin.finance.allowances.models import AllowanceCall, AllowanceGrant, StaffAllowance
from yuanxin.finance.allowances.services.paying import amount_of, requests_for
from yuanxin.finance.allowances.states import GRANT_FLOW
from yuanxin.foundation.audit.services import RowChange, record
from yuanxin.foundation.flow.services import act, begin, settle_all
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.payments.models import Fund
from yuanxin.foundation.payments.services import request_payments
from yuanxin.foundation.unions.services.writing import check_not_future, check_version, locked, put, write


class NothingToGrant(Refused):
    """No settled allowance waits for a summary."""


class AmountsDiffer(Refused):
    """The treasury's paper names another amount than the summary."""


@transaction.atomic
def draw_up(
    *, actor: Actor, call: AllowanceCall, today: datetime.date, allowances: Sequence[StaffAllowance] | None = None
) -> AllowanceGrant:
    """Draw up a summary of settled allowances of a call: of `allowances`, or of all that stand in none yet.

    Raises:
        OutOfScope, NotAllowed: unless `actor` runs the call.
        NothingToGrant: if none is left, or one of those chosen is not settled or stands in a summary.
    """
    call = locked(call)
    actor.require(Permission.GRANT, call.union)
    rows = StaffAllowance.objects.select_for_update(no_key=True, of=("self",)).filter(call=call)
    if allowances is not None:
        rows = rows.filter(pk__in=[each.pk for each in allowances])
    chosen = list(rows.to_be_granted().select_related("union").order_by("union__path"))
    if not chosen or (allowances is not None and len(chosen) != len(set(allowances))):
        raise NothingToGrant(
            _("Only what is settled and stands in no summary yet can be asked of the treasury."),
            remedy=_("Look in the register what still has to be settled."),
        )
    last = AllowanceGrant.objects.filter(call=call).aggregate(last=Max("number"))["last"] or 0
    grant = AllowanceGrant(
        union=call.union,
        call=call,
        number=last + 1,
        units=len(chosen),
        staff=sum(each.headcount for each in chosen),
        amount=sum((amount_of(each) for each in chosen), Decimal(0)),
        drawn_up_on=today,
    )
    begin(grant, actor=actor, today=today, units=grant.units)
    changes = [row for each in chosen if (row := write(each, {"grant": grant})) is not None]
    record(actor, "allowances.summarised", grant, changes=changes, units=grant.units)
    return grant


@transaction.atomic
def enter_reply(
    *,
    actor: Actor,
    grant: AllowanceGrant,
    document_number: str,
    granted_on: datetime.date,
    amount: Decimal,
    fund: Fund,
    today: datetime.date,
    opinion: str = "",
    version: int | None = None,
) -> AllowanceGrant:
    """Enter the treasury's reply: with it the allowances are granted, and their payments are asked for.

    Raises:
        OutOfScope, NotAllowed: unless `actor` runs the call.
        NotPossible: unless the summary lies with the treasury.
        AmountsDiffer: if the paper's amount is not the summary's.
        FundClosed: if the fund is closed.
        Refused: without the paper's number, or for a day to come.
        Stale: if somebody dealt with it since.
    """
    current = locked(grant)
    actor.require(Permission.GRANT, current.union)
    check_version(current, version)
    check_not_future(granted_on, today, "granted_on")
    if not document_number.strip():
        raise Refused(
            _("The number of the paper is missing."), remedy=_("Write it as the paper says."), field="document_number"
        )
    if amount != current.amount:
        raise AmountsDiffer(
            _("The summary comes to %(amount)s yuan.") % {"amount": current.amount},
            remedy=_("Take it back and have the units settled as the treasury granted."),
            field="amount",
        )
    values = {"document_number": document_number.strip(), "granted_on": granted_on, "fund": fund}
    row = write(current, values)
    record(actor, "allowances.reply_entered", current, changes=[row] if row is not None else [])
    return act(current, "grant", actor=actor, today=today, opinion=opinion)


@GRANT_FLOW.entering(GrantState.SENT)
def sent(grant: AllowanceGrant, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Date the sending."""
    return put(grant, sent_on=today)


@GRANT_FLOW.entering(GrantState.DRAFT)
def taken_back(grant: AllowanceGrant, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """What was taken back was not sent."""
    return put(grant, sent_on=None)


@GRANT_FLOW.entering(GrantState.DISSOLVED)
def dissolved(grant: AllowanceGrant, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Its allowances wait for another summary."""
    rows = list(StaffAllowance.objects.filter(grant=grant).select_for_update(no_key=True))
    return [row for each in rows if (row := write(each, {"grant": None})) is not None]


@GRANT_FLOW.entering(GrantState.GRANTED)
def reply_came(grant: AllowanceGrant, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Every unit's allowance is granted, and its payment waits at the desk.

    Raises:
        Refused: while the treasury's paper is not entered.
    """
    if grant.granted_on is None:
        raise Refused(_("The treasury's reply is not entered."), remedy=_("Enter it on its page."))
    rows = StaffAllowance.objects.filter(grant=grant, state=AllowanceState.APPROVED).select_related("union", "call")
    allowances = list(rows.order_by("pk"))
    for allowance in allowances:
        allowance.grant = grant
    settle_all(allowances, today=today, union=grant.union_id)
    request_payments(actor=actor, requests=requests_for(allowances), today=today)
    return []
