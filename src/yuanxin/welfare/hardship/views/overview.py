"""Hardship at a glance."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yuanxin.foundation.figures.breakdowns import folded
from yuanxin.foundation.figures.catalogue import figure_of
from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui import desk
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.charts import Bar, Series, bars, lines
from yuanxin.foundation.unions.queries import unions_of
from yuanxin.welfare.hardship.choices import Category, Permission
from yuanxin.welfare.hardship.models import HardshipFile
from yuanxin.welfare.hardship.queries.overview import glance
from yuanxin.welfare.hardship.registers import FILES


@requires(Permission.VIEW_FIGURES)
@require_safe
def show(request: ActorRequest) -> HttpResponse:
    """The stock by category, the flows of the period, the money of twelve months, and re-checks that are late."""
    actor, today = request.actor, request.today
    mine = [union for union in unions_of(actor) if actor.may(Permission.VIEW_FIGURES, union)]
    union = found(mine[0] if mine else None)
    period = desk.present_period(today)
    seen = glance(union, period)
    may_see_rows = actor.may(Permission.VIEW, union)
    stock = figure_of("hardship.files")
    parts = list(seen.categories) if may_see_rows else folded(stock, list(seen.categories))
    codes = {str(label): value for value, label in Category.choices}
    visible = HardshipFile.objects.visible_to(actor)
    return render(
        request,
        "hardship/overview.html",
        {
            "title": _("Hardship at a glance"),
            "union": union,
            "period": period,
            "glance": seen,
            "categories": bars(
                _("Households on file by category"),
                [
                    Bar(
                        part.label,
                        part.reading.value,
                        url=f"{FILES.url()}?{urlencode({'category': codes[part.label]})}"
                        if may_see_rows and part.label in codes
                        else "",
                    )
                    for part in parts
                ],
                unit=stock.unit,
            ),
            "money": lines(
                _("Relief paid, month by month"),
                [month.start.strftime("%Y-%m") for month in seen.months],
                [Series(label, amounts) for label, amounts in seen.amounts],
                unit="元",
            ),
            "overdue": visible.overdue(today).count() if may_see_rows else 0,  # type: ignore[attr-defined]
            "overdue_url": f"{FILES.url()}?{urlencode({'recheck': 'late'})}",
            "new_url": reverse("hardship:apply") if actor.may_somewhere(Permission.APPLY) else "",
        },
    )
