"""资金台账: what each fund received, paid, has with the bank, has promised, and holds."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.money import ZERO
from yuanxin.foundation.payments.choices import Permission
from yuanxin.foundation.payments.models import Fund, FundEntry
from yuanxin.foundation.payments.registers.filters import FundFilter
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    AmountColumn,
    Column,
    DateColumn,
    Export,
    Facts,
    Period,
    Register,
    Related,
    Section,
    YesNoColumn,
)

ENTRY_COLUMNS = (DateColumn("on"), "kind", AmountColumn("amount_fen"), "note", "reverses")


class YearColumn(Column):
    """A year, which is no number to be grouped."""

    def render(self, value: int) -> str:
        return str(value)


def is_open(fund: Any) -> bool:
    return bool(fund.open)


class Balance(Section):
    """The account of a fund: in, out, with the bank, promised, and what is left."""

    label = _("What the fund holds")
    template = "payments/balance.html"

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        return {"fund": record, "short": max(record.committed - record.balance, ZERO)}


class FundRegister(Register):
    """资金台账."""

    model = Fund
    title = _("Funds")
    advice = _("Open a fund and enter the money it received; payments are approved from funds.")
    columns = (
        "name",
        YearColumn("year"),
        "level",
        "union",
        AmountColumn("received", _("Received")),
        AmountColumn("spent", _("Paid")),
        AmountColumn("at_bank", _("With the bank")),
        AmountColumn("balance", _("Balance")),
        AmountColumn("committed", _("Approved, not paid")),
        YesNoColumn("open"),
    )
    filters = ("level", "union", "open")
    search = ("name",)
    export = Export(Permission.EXPORT)
    actions = (
        Action(_("Open a fund"), "payments:fund-new", Permission.FUND, "plus", record=False, primary=True),
        Action(_("Enter money"), "payments:fund-money", Permission.FUND, when=is_open, primary=True),
        Action(_("Correct"), "payments:fund-edit", Permission.FUND),
        Action(_("Close the fund"), "payments:fund-close", Permission.FUND, when=is_open),
    )
    detail = (
        Balance(),
        Facts("name", "level", YearColumn("year"), "union", YesNoColumn("open")),
        Related(
            _("Money in and out"),
            lambda fund: fund.entries.order_by("-on", "-pk"),
            ENTRY_COLUMNS,
            link="payments:fundentry-detail",
            all_at=lambda fund: f"{reverse('payments:fundentry-list')}?fund={fund.pk}",
        ),
        Timeline(),
    )

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        return Fund.objects.visible_to(actor).with_balances()


class EntryRegister(Register):
    """资金收支台账: money that came into funds, or left them other than by a payment."""

    model = FundEntry
    title = _("Money of funds")
    columns = (DateColumn("on"), "fund", "kind", AmountColumn("amount_fen"), "union", "note", "reverses")
    filters = (FundFilter("fund"), "kind", Period("on"))
    search = ("note",)
    export = Export(Permission.EXPORT)
    advice = _("Money is entered on the page of its fund.")
    actions = (
        Action(
            _("Reverse"),
            "payments:entry-reverse",
            Permission.FUND,
            in_rows=True,
            when=lambda entry: entry.reverses_id is None and not hasattr(entry, "reversal"),
        ),
    )
    detail = (Facts("fund", "kind", "amount_fen", DateColumn("on"), "union", "note", "reverses"), Timeline())

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        return FundEntry.objects.visible_to(actor).select_related("reversal")


FUNDS = FundRegister()
ENTRIES = EntryRegister()
