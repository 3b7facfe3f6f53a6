"""The fee of a unit: receipts entered one by one, until the whole of it is there."""

import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, snapshot
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.kernel.sealed import seal
from yuanxin.foundation.payments.rules import accounts_of
from yuanxin.foundation.unions.services.writing import check_not_future, check_version, locked, write
from yuanxin.welfare.mutual_aid.choices import Permission, UnitState
from yuanxin.welfare.mutual_aid.models import FeeReceipt, UnitEnrolment
from yuanxin.welfare.mutual_aid.queries.units import due_of, received_for


class ReceiptRefused(Refused):
    """The receipt cannot be entered so: its number, its amount, or what it is for."""


@transaction.atomic
def enter_receipt(
    *,
    actor: Actor,
    unit: UnitEnrolment,
    number: str,
    amount: Decimal,
    received_on: datetime.date,
    payer: str,
    today: datetime.date,
    bank: str = "",
    account: str = "",
    version: int | None = None,
) -> FeeReceipt:
    """Enter money that came in for a unit's fee; with the last of it the fee is paid.

    A negative amount is money given back, after the list grew shorter or was given up. The account is that from which
    the fee came; the subsidy goes there.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may enrol members of the unit's union.
        Stale: if somebody else dealt with the enrolment since.
        ReceiptRefused: unless something is due, for more than that, or for a number entered before.
        Refused: for a day to come, or what can be no account.
    """
    actor.require(Permission.ENROL, unit.union)
    held = locked(unit)
    check_version(held, version)
    check_due(held, amount)
    check_not_future(received_on, today, "received_on")
    receipt = FeeReceipt(
        unit=held,
        union_id=held.union_id,
        number=number.strip(),
        amount=amount,
        received_on=received_on,
        payer=payer.strip(),
    )
    try:
        with transaction.atomic():
            receipt.save(force_insert=True)
    except IntegrityError as error:
        raise ReceiptRefused(
            _("The receipt %(number)s was entered before.") % {"number": receipt.number},
            remedy=_("Compare the number with the paper."),
            field="number",
        ) from error
    changed = keep_account(held, payer, bank, account) if amount > ZERO else None
    changes = [RowChange(receipt, None, snapshot(receipt)), *([changed] if changed is not None else [])]
    record(actor, "mutual_aid.receipt_entered", held, changes=changes, number=receipt.number, amount=str(amount))
    if held.state == UnitState.SUBMITTED and received_for(held) == held.fee:
        act(held, "pay", actor=actor, today=today)
    return receipt


def keep_account(unit: UnitEnrolment, payer: str, bank: str, account: str) -> RowChange | None:
    """Keep whose account the fee came from; a receipt that names none leaves what is known.

    Raises:
        Refused: for what can be no account.
    """
    values = {"payer": payer.strip(), "bank": bank.strip()}
    given: dict[str, object] = {name: text for name, text in values.items() if text}
    if account.strip():
        given["account"] = seal(accounts_of([account], persons=False)[0])
    return write(unit, given)


def check_due(unit: UnitEnrolment, amount: Decimal) -> None:
    """Raise `ReceiptRefused` for nothing, for more than is due, and for more given back than came in too much."""
    due = due_of(unit)
    if due == ZERO or unit.state not in {UnitState.DRAFT, UnitState.SUBMITTED}:
        raise ReceiptRefused(
            _("Nothing is due now: %(state)s.") % {"state": unit.get_state_display()},
            remedy=_("The fee is told once the list is submitted."),
        )
    if amount == ZERO or (amount > ZERO) != (due > ZERO) or abs(amount) > abs(due):
        words = _("%(due)s yuan are due.") if due > ZERO else _("%(due)s yuan are to be given back.")
        raise ReceiptRefused(
            words % {"due": abs(due)},
            remedy=_("Enter up to that amount; money given back is entered with a minus."),
            field="amount",
        )
