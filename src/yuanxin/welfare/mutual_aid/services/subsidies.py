"""What units are given: computed by the rule when a list is checked, settled by an approver, paid by the desk."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.flow.services import act, act_all, begin, settle_all
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.money import ZERO, yuan
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.payments.models import Fund, Payment
from yuanxin.foundation.payments.registry import Kind
from yuanxin.foundation.payments.services import Cause, Request, cancel_payment, request_payments
from yuanxin.foundation.unions.services.writing import locked, put
from yuanxin.welfare.mutual_aid.choices import Permission, SubsidyState
from yuanxin.welfare.mutual_aid.models import UnitEnrolment, UnitSubsidy
from yuanxin.welfare.mutual_aid.queries.terms import subsidy_rule
from yuanxin.welfare.mutual_aid.rules.subsidies import subsidy_of
from yuanxin.welfare.mutual_aid.states import SUBSIDY_FLOW

KIND = "mutual_aid.unit_subsidy"
DESK = Actor.system("payments")


class NoReason(Refused):
    """Another amount than the rule's needs its reason."""


def compute_subsidy(unit: UnitEnrolment, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """What the rule gives a unit whose list is checked; inside that step. Nothing where the rule gives nothing."""
    version, rate = subsidy_rule(unit.scheme)
    amount, steps = subsidy_of(unit.persons, rate)
    if amount == ZERO:
        return []
    subsidy = UnitSubsidy(
        unit=unit,
        union=unit.union,
        policy=version,
        persons=unit.persons,
        rate=rate.per_head,
        computed=amount,
        steps=[step.stored() for step in steps],
        computed_on=today,
    )
    begin(subsidy, actor=actor, today=today)
    return []


@transaction.atomic
def settle_subsidy(
    *,
    actor: Actor,
    subsidy: UnitSubsidy,
    amount: Decimal,
    fund: Fund,
    today: datetime.date,
    reason: str = "",
    version: int | None = None,
) -> UnitSubsidy:
    """Decide what the unit is given, and have it paid from a fund.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may settle subsidies of the union.
        NotByYou: for whoever checked the list.
        NoReason: for another amount than the rule's without a reason.
        NotPossible, Stale: if it is settled already.
        Refused: for an amount of nothing or below, and as `request_payments` refuses.
    """
    held = locked(subsidy)
    reason = reason.strip()
    check_amount(held, amount, reason)
    held.decided = (yuan(amount), reason if amount != held.computed else "")
    act(held, "settle", actor=actor, today=today, opinion=reason, version=version)
    request_payments(actor=actor, requests=[payment_of(held, fund)], today=today)
    return held


@transaction.atomic
def settle_by_rule(*, actor: Actor, subsidies: Sequence[UnitSubsidy], fund: Fund, today: datetime.date) -> int:
    """Settle many subsidies at what the rule gives, and have them paid from one fund. Returns how many.

    Raises:
        As `settle_subsidy`; nothing is settled where one of them refuses.
    """
    waiting = [each for each in subsidies if each.state == SubsidyState.COMPUTED]
    for each in waiting:
        each.decided = (each.computed, "")

    def keep(settled: Sequence[UnitSubsidy]) -> list[RowChange]:
        return [change for each in settled for change in keep_settlement(each, actor=actor, today=today)]

    act_all(waiting, "settle", actor=actor, today=today, meaning=keep)
    request_payments(actor=actor, requests=[payment_of(each, fund) for each in waiting], today=today)
    return len(waiting)


@SUBSIDY_FLOW.entering(SubsidyState.SETTLED)
def keep_settlement(subsidy: UnitSubsidy, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Keep what was decided, and when."""
    amount, reason = subsidy.decided or (subsidy.computed, "")
    return put(subsidy, settled=amount, reason=reason, settled_on=today)


@SUBSIDY_FLOW.entering(SubsidyState.COMPUTED)
def take_back(subsidy: UnitSubsidy, *, actor: Actor, today: datetime.date) -> list[RowChange]:
    """Nothing is settled any more: a payment that waits is called off, one that came back stays as it was.

    Raises:
        InABatch, Refused: while the payment is with the bank.
    """
    for payment in Payment.objects.standing().about(subsidy):
        said = _("The settlement was taken back.")
        cancel_payment(actor=actor, payment=payment, reason=said, today=today, version=payment.version)
    return put(subsidy, settled=None, reason="", settled_on=None)


def payment_of(subsidy: UnitSubsidy, fund: Fund) -> Request:
    """What the payment desk is asked for."""
    unit = subsidy.unit
    return Request(
        kind=KIND,
        cause=Cause(subsidy._meta.label_lower, subsidy.pk, str(subsidy)),
        union=unit.union,
        fund=fund,
        payee_name=unit.payer or unit.union.name,
        approved_fen=subsidy.settled or ZERO,
        computed_fen=subsidy.computed,
        account=unseal(unit.account) if unit.account is not None else "",
        bank=unit.bank,
        opinion=subsidy.reason,
    )


def note_paid(payments: Sequence[Payment], *, today: datetime.date) -> None:
    """The desk has paid subsidies, or their money came back: each keeps the day; inside the desk's transaction."""
    days = {each.cause_id: each.paid_on if each.reversed_on is None else None for each in payments}
    changes = []
    found = UnitSubsidy.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=days)
    subsidies = list(found.select_related("union", "unit__scheme").order_by("pk"))
    for each in subsidies:
        before = snapshot(each, ["paid_on"])
        each.paid_on = days[each.pk]
        changes.append(RowChange(each, before, snapshot(each, ["paid_on"])))
    UnitSubsidy.objects.bulk_update(subsidies, ["paid_on"], batch_size=500)
    record(DESK, "mutual_aid.subsidies_dated", union=subsidies[0].union_id if subsidies else None, changes=changes)
    settle_all(subsidies, today=today)


def check_amount(subsidy: UnitSubsidy, amount: Decimal, reason: str) -> None:
    """Raise for an amount that is none, and for another one than the rule's without a reason."""
    if amount <= ZERO:
        raise Refused(
            _("The amount must be more than 0."), remedy=_("Where nothing is given, do not grant it."), field="amount"
        )
    if amount != subsidy.computed and not reason:
        raise NoReason(
            _("The rule gives %(amount)s yuan.") % {"amount": subsidy.computed},
            remedy=_("Say why another amount is given."),
            field="reason",
        )


SUBSIDY_KIND = Kind(
    code=KIND,
    label=gettext_lazy("Subsidy of a unit for mutual aid"),
    view=Permission.VIEW_MONEY,
    url_name="mutual_aid:unitsubsidy-detail",
    asks=Permission.SETTLE_SUBSIDIES,
    purpose="医疗互助单位补助",
    on_settled=note_paid,
    on_reversed=note_paid,
)
