"""Funds opened, filled and closed; nothing is paid that a fund does not hold."""

import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from yuanxin.foundation.audit.services import RowChange
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.payments.choices import EntryKind, Permission
from yuanxin.foundation.payments.models import Fund, FundEntry
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.registry import Belonging, Merger
from yuanxin.foundation.unions.services.writing import (
    change,
    check_in_force,
    check_not_future,
    check_version,
    create,
    locked,
    write,
)

LEAVING = (EntryKind.TRANSFER_OUT,)
NAME_LENGTH = Fund._meta.get_field("name").max_length


class ShortFund(Refused):
    """The fund does not hold what is to leave it."""


class FundClosed(Refused):
    """Nothing new is drawn on a closed fund, or put into it."""


@transaction.atomic
def open_fund(
    *, actor: Actor, union: Union, name: str, level: str, today: datetime.date, year: int | None = None
) -> Fund:
    """Open a fund that `union` keeps; it holds nothing until money is entered.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may keep funds for `union`.
        UnionEnded: if the union is no longer in force.
        Refused: if the union has a fund of this name and year.
    """
    actor.require(Permission.FUND, union)
    check_in_force(union)
    try:
        with transaction.atomic():
            fund = Fund(union=union, name=name.strip(), level=level, year=year)
            return create(actor, "payments.fund_opened", fund)
    except IntegrityError as error:
        raise _name_taken() from error


@transaction.atomic
def correct_fund(
    *, actor: Actor, fund: Fund, name: str, level: str, year: int | None, version: int, today: datetime.date
) -> Fund:
    """Correct a fund's name, source or year.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may keep its union's funds.
        Stale: if somebody else changed it since.
        Refused: if the union has another fund of this name and year.
    """
    actor.require(Permission.FUND, fund.union)
    current = locked(fund)
    check_version(current, version)
    try:
        with transaction.atomic():
            change(actor, "payments.fund_corrected", current, {"name": name.strip(), "level": level, "year": year})
    except IntegrityError as error:
        raise _name_taken() from error
    return current


@transaction.atomic
def close_fund(*, actor: Actor, fund: Fund, reason: str, version: int, today: datetime.date) -> Fund:
    """Close a fund: nothing new is approved from it. What was approved before is still paid.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may keep its union's funds.
        Stale: if somebody else changed it since.
        FundClosed: if it is closed.
    """
    actor.require(Permission.FUND, fund.union)
    current = locked(fund)
    check_version(current, version)
    check_open(current)
    change(actor, "payments.fund_closed", current, {"open": False}, reason=reason)
    return current


@transaction.atomic
def enter_money(
    *,
    actor: Actor,
    fund: Fund,
    kind: str,
    amount_fen: Decimal,
    on: datetime.date,
    today: datetime.date,
    note: str = "",
) -> FundEntry:
    """Enter money that came into the fund, or was transferred out of it; the amount is given without a sign.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may keep its union's funds.
        FundClosed: if it is closed.
        ShortFund: if more is to leave than it holds.
        Refused: for an amount that is not more than 0, or a day that has not come.
    """
    actor.require(Permission.FUND, fund.union)
    fund = locked(fund)
    check_open(fund)
    check_not_future(on, today, "on")
    if amount_fen <= 0:
        raise Refused(
            _("The amount must be more than 0."), remedy=_("A mistaken entry is reversed."), field="amount_fen"
        )
    if kind in LEAVING:
        check_holds(fund, amount_fen)
        amount_fen = -amount_fen
    entry = FundEntry(union_id=fund.union_id, fund=fund, kind=kind, amount_fen=amount_fen, on=on, note=note.strip())
    return create(actor, "payments.money_entered", entry, amount=str(amount_fen))


@transaction.atomic
def reverse_entry(*, actor: Actor, entry: FundEntry, reason: str, today: datetime.date) -> FundEntry:
    """Take an entry back by one of the opposite amount; both stay.

    Raises:
        NotAllowed, OutOfScope: unless `actor` may keep its union's funds.
        ShortFund: if the money is spent already.
        Refused: if the entry was reversed, or is a reversing one itself; without a reason.
    """
    actor.require(Permission.FUND, entry.union)
    fund = locked(entry.fund)
    if entry.reverses_id is not None or FundEntry.objects.filter(reverses=entry).exists():
        raise Refused(_("This entry was reversed already."), remedy=_("Enter the right amount anew."))
    if not reason.strip():
        raise Refused(_("A reason is needed for this."), remedy=_("Say what was wrong."), field="reason")
    if entry.amount_fen > 0:
        check_holds(fund, entry.amount_fen)
    reversal = FundEntry(
        union_id=entry.union_id,
        fund=fund,
        kind=EntryKind.REVERSAL,
        amount_fen=-entry.amount_fen,
        on=today,
        note=reason.strip()[:200],
        reverses=entry,
    )
    return create(actor, "payments.entry_reversed", reversal, amount=str(reversal.amount_fen))


def fund_belonging() -> Belonging:
    """The open funds of a union: they pass on when unions merge, and a union that has any is not revoked."""
    return Belonging(
        code="payments.funds",
        told=ngettext_lazy("%(count)s open fund", "%(count)s open funds", "count"),
        rows=lambda union: Fund.objects.filter(union=union, open=True),
        pass_on=pass_funds_on,
        remedy=gettext_lazy("Transfer out what they hold, and close them."),
    )


def pass_funds_on(merger: Merger) -> list[RowChange]:
    """The survivor keeps the funds, under a name that tells whose they were where it has one of that name."""
    changes = []
    for fund in Fund.objects.select_for_update(no_key=True).filter(union=merger.absorbed).order_by("pk"):
        twin = Fund.objects.filter(union=merger.survivor, name=fund.name, year=fund.year).exists()
        name = f"{fund.name}（{merger.absorbed.name}）"[:NAME_LENGTH] if twin else fund.name
        changes.append(write(fund, {"union": merger.survivor, "name": name}))
    return [change for change in changes if change is not None]


def check_open(fund: Fund) -> None:
    """Raise `FundClosed` for a closed fund."""
    if not fund.open:
        raise FundClosed(
            _("The fund “%(fund)s” is closed.") % {"fund": fund}, remedy=_("Choose another one."), field="fund"
        )


def balance_of(fund: Fund) -> Decimal:
    """What the fund holds: received, less what was paid and what is with the bank."""
    held: Decimal = Fund.objects.with_balances().get(pk=fund.pk).balance  # type: ignore[attr-defined]
    return held


def check_holds(fund: Fund, amount: Decimal) -> None:
    """Refuse to let more leave the locked fund than it holds.

    Raises:
        ShortFund: naming the fund, what it holds and what is asked of it.
    """
    held = balance_of(fund)
    if amount > held:
        raise ShortFund(
            _("The fund “%(fund)s” holds %(held)s yuan; %(amount)s are to leave it.")
            % {"fund": fund, "held": held, "amount": amount},
            remedy=_("Enter the money it received first, or pay less from it."),
        )


def _name_taken() -> Refused:
    return Refused(
        _("The union has a fund of this name and year already."), remedy=_("Give it another name."), field="name"
    )
