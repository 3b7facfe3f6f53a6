"""Relief brought a step further, as the tests of relief need it."""

import datetime
from decimal import Decimal

from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel.periods import half_year
from yuanxin.foundation.payments.models import Payment
from yuanxin.foundation.payments.services import settle_directly
from yuanxin.welfare.hardship.choices import ReliefKind
from yuanxin.welfare.hardship.models import Relief
from yuanxin.welfare.hardship.services import (
    apply_for_relief,
    approve_relief,
)

TODAY = datetime.date(2016, 6, 1)
LATER = datetime.date(2016, 6, 10)
H1 = half_year(2016, 1)


def asked(actor, household, kind=ReliefKind.TEMPORARY, applied=3000, today=TODAY, **other) -> Relief:
    return apply_for_relief(
        actor=actor,
        household=household,
        kind=kind,
        applied=Decimal(applied),
        situation="妻子住院，家中积蓄用尽",
        today=today,
        **other,
    )


def reviewed(office, household, *args, **other) -> Relief:
    relief = asked(office.officer, household, *args, **other)
    return act(relief, "review", actor=office.reviewer, today=other.get("today", TODAY), opinion="同意")


def approved(office, relief, fund, amount=None, today=TODAY, **other) -> Relief:
    return approve_relief(
        actor=office.approver,
        relief=relief,
        approved=Decimal(amount) if amount is not None else relief.computed_fen,
        fund=fund,
        today=today,
        **other,
    )


def paid(cashier, *reliefs, paid_on=LATER):
    payments = [Payment.objects.about(relief).get() for relief in reliefs]
    settle_directly(actor=cashier, payments=payments, paid_on=paid_on, today=paid_on)
