"""Money out by kind and month: bars and lines, each with its table, each number leading to its rows."""

import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yuanxin.foundation.kernel.money import in_ten_thousands
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.payments.choices import PaymentState, Permission
from yuanxin.foundation.payments.forms import MoneyOutForm
from yuanxin.foundation.payments.queries import MoneyOut, money_out
from yuanxin.foundation.payments.registers import PAYMENTS
from yuanxin.foundation.ui import charts, desk
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import UNPROCESSABLE, is_asking, near_records
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import topmost_union, unions_of

LINES_DRAWN = 4


@requires(Permission.VIEW)
@require_GET
def out(request: ActorRequest) -> HttpResponse:
    """Money out of a period, of a union and all below it, as far as the reader may see its kinds."""
    form = MoneyOutForm(request.GET or None, actor=request.actor, today=request.today)
    if is_asking(request):
        return near_records(request, form)
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    union, period = given.get("union") or own_union(request), asked_period(request, given)
    fund = given.get("fund")
    found = money_out(request.actor, period, union, fund=fund)
    of_fund = str(fund.pk) if fund is not None else ""
    context = {
        "title": _("Money out"),
        "form": form,
        "union": union,
        "period": period,
        "money": found,
        "rows_url": register_address(union, period, of_fund),
        "by_kind": kind_bars(found, union, period, of_fund),
        "by_fund": fund_bars(found, union, period),
        "by_month": month_lines(found),
        "table": [(part, list(zip(found.months, found.cells[part.key], strict=True))) for part in found.kinds],
        "sums": list(zip(found.months, found.by_month, strict=True)),
    }
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "payments/money_out.html", context, status=status)


def own_union(request: ActorRequest) -> Union:
    """The topmost union of the reader; of the trusted shell, the topmost of all."""
    mine = [union for union in unions_of(request.actor) if request.actor.may(Permission.VIEW, union)]
    return mine[0] if mine else topmost_union()  # type: ignore[return-value]


def asked_period(request: ActorRequest, given: dict[str, Any]) -> Period:
    """The days asked for, by default the year up to now that the present period stands in."""
    last = given.get("last") or desk.present_period(request.today).end
    first = given.get("first") or datetime.date(last.year, 1, 1)
    return Period(min(first, last), last)


def register_address(union: Union, period: Period, fund: str = "", **more: str) -> str:
    """The rows behind a number, in the register of payments."""
    asked = {
        "union": union.code,
        "paid_on_from": period.start.isoformat(),
        "paid_on_to": period.end.isoformat(),
        "state": PaymentState.PAID.value,
        **({"fund": fund} if fund else {}),
        **more,
    }
    return f"{PAYMENTS.url()}?{urlencode(asked)}"


def kind_bars(found: MoneyOut, union: Union, period: Period, fund: str) -> Any:
    bars = [
        charts.Bar(part.label, part.total, told(part.total), register_address(union, period, fund, kind=part.key))
        for part in found.kinds
    ]
    return charts.bars(_("Money out by kind"), bars, unit=_("yuan")) if bars else ""


def fund_bars(found: MoneyOut, union: Union, period: Period) -> Any:
    bars = [
        charts.Bar(part.label, part.total, told(part.total), register_address(union, period, part.key))
        for part in found.funds
    ]
    return charts.bars(_("Money out by fund"), bars, unit=_("yuan")) if bars else ""


def month_lines(found: MoneyOut) -> Any:
    """A line for each of the largest kinds, or one for all where there are many."""
    if len(found.months) < 2 or not found.kinds:
        return ""
    labels = [f"{each.start:%Y-%m}" for each in found.months]
    drawn = [charts.Series(part.label, [float(each) for each in found.cells[part.key]]) for part in found.kinds]
    if len(drawn) > LINES_DRAWN:
        drawn = [charts.Series(_("All kinds"), [float(each) for each in found.by_month])]
    return charts.lines(_("Money out by month"), labels, drawn, unit=_("yuan"))


def told(amount: Any) -> str:
    """An amount as a bar tells it: in 万元 from there on."""
    return in_ten_thousands(round(amount, -2)) if abs(amount) >= 10000 else f"{amount:,.2f}"
