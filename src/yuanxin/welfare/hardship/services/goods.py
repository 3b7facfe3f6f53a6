"""Help in goods, against a signature."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from yuanxin.foundation.audit.services import RowChange, record, required, snapshot
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.money import ZERO, yuan
from yuanxin.foundation.unions.services.writing import change, check_not_future, check_version, locked
from yuanxin.organisation.members.models import Household
from yuanxin.organisation.members.services.persons import checked_name
from yuanxin.welfare.hardship.choices import Permission
from yuanxin.welfare.hardship.models import GoodsHelp, GoodsItem


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsLine:
    """Goods of one kind: how many, and the price of each in yuan."""

    name: str
    quantity: int
    price: Decimal
    measure: str = "件"


@transaction.atomic
def give_goods(
    *,
    actor: Actor,
    household: Household,
    occasion: str,
    given_on: datetime.date,
    received_by: str,
    lines: Sequence[GoodsLine],
    today: datetime.date,
) -> GoodsHelp:
    """Enter goods given to a household, and who signed for them.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may enter help of the union of the household's head.
        Refused: without goods, an occasion or a signature, or for a day that cannot be.
    """
    household = locked(household)
    actor.require(Permission.APPLY, household.union)
    check_not_future(given_on, today, "given_on")
    if not lines:
        raise Refused(_("No goods are entered."), remedy=_("Enter what was given."), field="name_1")
    if not occasion.strip():
        raise Refused(_("The occasion is missing."), remedy=_("Say what it was given for."), field="occasion")
    for number, line in enumerate(lines, start=1):
        if line.quantity < 1 or line.price < 0 or not line.name.strip():
            raise Refused(
                _("Line %(number)s has no goods, no number, or a price below 0.") % {"number": number},
                remedy=_("Correct the line."),
                field=f"name_{number}",
            )
    total = sum((line.quantity * yuan(line.price) for line in lines), ZERO)
    help_ = GoodsHelp.objects.create(
        union=household.union,
        household=household,
        occasion=occasion.strip(),
        given_on=given_on,
        received_by=checked_name(received_by),
        value_fen=total,
    )
    items = [
        GoodsItem.objects.create(
            help=help_, name=line.name.strip(), quantity=line.quantity, measure=line.measure, price_fen=line.price
        )
        for line in lines
    ]
    changes = [RowChange(row, None, snapshot(row)) for row in (help_, *items)]
    record(actor, "hardship.goods_given", help_, changes=changes)
    return help_


@transaction.atomic
def revoke_goods(
    *, actor: Actor, help_: GoodsHelp, reason: str, today: datetime.date, version: int | None = None
) -> GoodsHelp:
    """Take back an entry made by mistake; it stays, and counts no more.

    Raises:
        OutOfScope, NotAllowed: unless `actor` may enter help of its union.
        Stale: if `version` is given and no longer its own.
        Refused: if it was taken back already; without a reason.
    """
    help_ = locked(help_)
    actor.require(Permission.APPLY, help_.union)
    check_version(help_, version)
    if help_.revoked_on is not None:
        raise Refused(_("This was taken back on %(day)s.") % {"day": help_.revoked_on})
    reason = required(reason)
    change(actor, "hardship.goods_revoked", help_, {"revoked_on": today, "revoke_reason": reason}, reason=reason)
    return help_
