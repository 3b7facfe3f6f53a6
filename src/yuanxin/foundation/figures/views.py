"""Pages of figures: the catalogue (指标字典), one figure with its breakdowns, and the rows behind it."""

import datetime
import tempfile
from decimal import Decimal
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from yuanxin.foundation.accounts.choices import Role
from yuanxin.foundation.accounts.roles import roles_with
from yuanxin.foundation.figures import breakdowns, printing, queries, services
from yuanxin.foundation.figures.catalogue import Figure, UnknownFigure, all_figures, figure_of, parts_of
from yuanxin.foundation.figures.choices import Permission
from yuanxin.foundation.figures.registers import register_for
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.ui import charts, desk
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import UNPROCESSABLE
from yuanxin.foundation.ui.forms import Form
from yuanxin.foundation.ui.registers import answer_list
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import find_by_code, unions_of

IN_MEMORY = 4 * 1024 * 1024


@requires(Permission.VIEW)
@require_GET
def catalogue(request: ActorRequest) -> HttpResponse:
    """Every figure, by the department that answers for it, with its value for the reader's union and period."""
    union, period = asked_place(request), asked_period(request)
    told = [figure for figure in all_figures() if may_see(request, figure, union)]
    values = queries.measure_all(union, period, told)
    departments: dict[str, list[Any]] = {}
    for figure in all_figures():
        departments.setdefault(str(figure.owner), []).append((figure, values.get(figure.code)))
    context = {
        "title": _("Catalogue of figures"),
        "union": union,
        "period": period,
        "departments": departments,
        "place": place_query(union, period),
    }
    return render(request, "figures/catalogue.html", context)


@requires(Permission.VIEW)
@require_GET
def show(request: ActorRequest, code: str) -> HttpResponse:
    """One figure: its value, trend, streets and kinds, its definition, and who may open its rows."""
    figure = asked_figure(code)
    union, period = asked_place(request), asked_period(request)
    request.actor.require(figure.view, union)
    now, before = queries.measured([(figure, union, period), (figure, union, period.previous())])
    opens = request.actor.may(figure.view_rows, union)
    by_month = breakdowns.by_month(figure, union, period) if opens else []
    context = {
        "title": figure.label,
        "figure": figure,
        "union": union,
        "period": period,
        "place": place_query(union, period),
        "now": now,
        "change": now.value - before.value,
        "opens": opens,
        "rows_open": opens and figure.rows is not None,
        "openers": role_labels(figure.view_rows),
        "parts": [part for part in parts_of(figure) if part is not figure],
        "trend": trend(figure, by_month),
        "streets": split_chart(figure, _("By street"), breakdowns.by_street(figure, union, period), opens, period),
        "kinds": [
            split_chart(figure, split.label, breakdowns.by_kind(figure, union, period, split), opens, period)
            for split in figure.splits
        ],
        "source": source_of(figure, period),
    }
    return render(request, "figures/figure.html", context)


@requires(Permission.VIEW)
@require_GET
def rows(request: ActorRequest, code: str) -> HttpResponse:
    """The register of the rows behind a figure; without the right to see them, the figure's own page."""
    figure = asked_figure(code)
    union, period = asked_place(request), asked_period(request)
    request.actor.require(figure.view, union)
    if not request.actor.may(figure.view_rows, union) or figure.rows is None:
        return redirect(f"{reverse('figures:figure', args=[code])}?{place_query(union, period)}")
    found, behind = queries.measure(code, union, period), queries.rows_of(code, union, period)
    return answer_list(
        request,
        register_for(behind.model),
        rows=behind,
        template="figures/rows.html",
        known=found.rows,
        title=figure.label,
        figure=figure,
        now=found,
        union=union,
        period=period,
        place=place_query(union, period),
        may_take=request.actor.may(figure.export, union),
    )


class ReasonForm(Form):
    """Why the rows leave the system."""

    reason = forms.CharField(
        max_length=200, label=gettext_lazy("Reason"), help_text=gettext_lazy("What the file is for, in a few words.")
    )


@requires(Permission.EXPORT)
@require_http_methods(["GET", "POST"])
def export(request: ActorRequest, code: str) -> HttpResponseBase:
    """The rows behind a figure as a workbook, with the columns its value can be recomputed from; told to the trail."""
    figure = asked_figure(code)
    union, period = asked_place(request), asked_period(request)
    for permission in (figure.view, figure.view_rows, figure.export):
        request.actor.require(permission, union)
    form = ReasonForm(request.POST if request.method == "POST" else None, actor=request.actor, today=request.today)
    if request.method == "POST" and form.is_valid():
        file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
        services.export_rows(
            actor=request.actor,
            stream=file,
            figure=figure,
            union=union,
            period=period,
            reason=form.cleaned_data["reason"],
            today=request.today,
        )
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=f"{figure.label}-{period.code}.xlsx")
    context = {
        "title": _("Export the rows of “%(figure)s”") % {"figure": figure.label},
        "figure": figure,
        "form": form,
        "now": queries.measure(code, union, period),
        "union": union,
        "period": period,
        "place": place_query(union, period),
    }
    return render(request, "figures/export.html", context, status=UNPROCESSABLE if form.is_bound else 200)


def asked_figure(code: str) -> Figure:
    try:
        return figure_of(code)
    except UnknownFigure:
        raise Http404 from None


def asked_place(request: ActorRequest) -> Union:
    """The union the address names, within the reader's unions; by default the reader's own."""
    code = request.GET.get("union", "")
    union = find_by_code(code) if code else next(iter(unions_of(request.actor)), None)
    if union is None or not request.actor.sees(union):
        raise Http404
    return union


def asked_period(request: ActorRequest) -> Period:
    """The period the address names; by default the present one."""
    try:
        return Period(
            datetime.date.fromisoformat(request.GET.get("from", "")),
            datetime.date.fromisoformat(request.GET.get("to", "")),
        )
    except ValueError:
        return desk.present_period(request.today)


def place_query(union: Union, period: Period) -> str:
    return urlencode({"union": union.code, "from": period.start.isoformat(), "to": period.end.isoformat()})


def may_see(request: ActorRequest, figure: Figure, union: Union) -> bool:
    return queries.told_of(figure, union) and request.actor.may(figure.view, union)


def role_labels(permission: str) -> list[str]:
    held = roles_with(permission)
    return [str(role.label) for role in Role if role.value in held]


def source_of(figure: Figure, period: Period) -> str:
    """The records a figure counts, and the dates it counts them by, as people call them."""
    if figure.rows is None:
        return ""
    about = figure.rows_for(period).model._meta
    named = (figure.on, figure.until, figure.lapses)
    dates = [about.get_field(name) for name in named if name and "__" not in name]
    names = "、".join(str(field.verbose_name) for field in dates)
    return f"{about.verbose_name}{f'（{names}）' if names else ''}"


def trend(figure: Figure, months: list[tuple[Period, Decimal]]) -> str:
    if not months:
        return ""
    labels = [f"{each.start:%Y-%m}" for each, _value in months]
    return charts.lines(
        _("Last twelve months"),
        labels,
        [charts.Series(figure.label, [float(value) for _month, value in months])],
        unit=figure.unit,
    )


def split_chart(figure: Figure, title: Any, parts: list[breakdowns.Part], opens: bool, period: Period) -> str:
    """Bars of the parts; to who may not see the rows, without groups under five."""
    if not opens:
        parts = breakdowns.folded(figure, parts)
    if not parts:
        return ""
    address = reverse("figures:figure", args=[figure.code])
    return charts.bars(
        title,
        [
            charts.Bar(
                part.label,
                float(part.reading.value),
                text=printing.plain(figure, part.reading.value),
                url=f"{address}?{place_query(part.union, period)}" if part.union else "",
            )
            for part in parts
        ],
        unit=figure.unit,
    )
