"""The half-year page, what was frozen of it, and what moved since."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yuanxin.foundation.figures.catalogue import UnknownFigure, figure_of
from yuanxin.foundation.kernel.errors import OutOfScope
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_act, is_asking, near_records
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import ancestors_of
from yuanxin.insight.bulletins import services
from yuanxin.insight.bulletins.choices import STATE_COLOURS, Permission
from yuanxin.insight.bulletins.forms import HalfYearForm
from yuanxin.insight.bulletins.models import Bulletin, FrozenFigure, Run
from yuanxin.insight.bulletins.queries import differences, drawing
from yuanxin.insight.bulletins.queries.frozen import bulletin_of, is_intact, run_of
from yuanxin.insight.bulletins.queries.page import Page, draft_page, frozen_page
from yuanxin.insight.bulletins.queries.paper import FORMATS, written
from yuanxin.insight.bulletins.rules.periods import in_words, next_period

SHOWN_ROWS = 200


def page_query(union: Union, period: Period, **more: str) -> str:
    """The query that leads to the page of a union and period."""
    return "?" + urlencode({"union": union.code, "begins_on": period.start, "ends_on": period.end, **more})


def asked(request: ActorRequest, *, exactly: bool = True) -> tuple[HalfYearForm, Union, Period]:
    """The form, the union and the period a request asks for.

    404 for a union outside the reader's scope, and where `exactly` for days that cannot be read; otherwise the page
    tells the error above the half-year at hand.
    """
    form = HalfYearForm(request.GET, actor=request.actor, today=request.today)
    valid = form.is_valid()
    union = None if "union" in form.errors or (exactly and not valid) else form.place()
    if union is None:
        raise OutOfScope
    request.actor.require(Permission.VIEW, union)
    return form, union, form.period(union)


def run_in_scope(request: ActorRequest, pk: int, number: int | None = None) -> Run:
    """A run of a bulletin the reader may see; 404 otherwise."""
    bulletin = Bulletin.objects.visible_to(request.actor).select_related("union").filter(pk=pk).first()
    run = run_of(bulletin, number) if bulletin else None
    if bulletin is None or run is None:
        raise OutOfScope
    run.bulletin = bulletin
    return run


def shown(request: ActorRequest, page: Page, form: HalfYearForm) -> HttpResponse:
    """The page, draft or frozen."""
    actor, union, period = request.actor, page.union, page.period
    frozen = page.run is not None
    may_freeze = actor.may(Permission.FREEZE, union) and period.end < request.today
    last = page.bulletin is not None and frozen and page.run.number == page.bulletin.current
    may_publish = last and page.state == "frozen" and actor.may(Permission.PUBLISH, union)
    return render(
        request,
        "bulletins/half_year.html",
        {
            "title": _("%(union)s, %(period)s") % {"union": union.name, "period": in_words(period)},
            "page": page,
            "form": form,
            "colour": STATE_COLOURS[page.state],
            "above": [each for each in ancestors_of(union) if actor.may(Permission.VIEW, each)],
            "charts": drawing.charts(page, lambda place: reverse("bulletins:half-year") + page_query(place, period)),
            "earlier": page_query(union, period.previous()),
            "later": page_query(union, next_period(period)),
            "present": page_query(union, period),
            "may_freeze": may_freeze,
            "may_publish": may_publish and services.may_look_over(actor, page.run),
            "others_publish": may_publish and not services.may_look_over(actor, page.run),
            "formats": FORMATS,
        },
    )


@requires(Permission.VIEW)
@require_GET
def half_year(request: ActorRequest) -> HttpResponse:
    """The half-year as the records say today; where it was frozen, with a link to what was."""
    if is_asking(request):
        return near_records(request, HalfYearForm(request.GET, actor=request.actor, today=request.today))
    form, union, period = asked(request, exactly=False)
    page = draft_page(request.actor, union, period, chosen=request.GET.get("figure", ""))
    return shown(request, page.beside(bulletin_of(union, period)), form)


@requires(Permission.VIEW)
@require_GET
def read(request: ActorRequest, pk: int, number: int | None = None) -> HttpResponse:
    """The half-year as it was frozen."""
    run = run_in_scope(request, pk, number)
    page = frozen_page(request.actor, run, chosen=request.GET.get("figure", ""))
    form = HalfYearForm(None, actor=request.actor, today=request.today)
    form.initial = {"union": page.union, "begins_on": page.period.start, "ends_on": page.period.end}
    return shown(request, page, form)


@requires(Permission.FREEZE)
@require_POST
def freeze(request: ActorRequest) -> HttpResponse:
    """Freeze the half-year that the page shows."""
    _form, union, period = asked(request)
    return answer_act(
        request,
        lambda: services.freeze(actor=request.actor, union=union, period=period, today=request.today),
        done=lambda run: _("Frozen, with all %(rows)s rows behind its figures.") % {"rows": run.rows},
        back=reverse("bulletins:half-year") + page_query(union, period),
        to=lambda run: reverse("bulletins:run", args=[run.bulletin_id, run.number]),
    )


@requires(Permission.PUBLISH)
@require_POST
def publish(request: ActorRequest, pk: int) -> HttpResponse:
    """Publish the last run."""
    run = run_in_scope(request, pk)
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isdecimal() else 0
    return answer_act(
        request,
        lambda: services.publish(actor=request.actor, bulletin=run.bulletin, version=version),
        done=lambda _bulletin: _("The half-year is published."),
        back=reverse("bulletins:run", args=[pk, run.bulletin.current]),
    )


@requires(Permission.VIEW)
@require_GET
def download(request: ActorRequest, kind: str) -> HttpResponse:
    """The draft as a file."""
    _form, union, period = asked(request)
    return file_of(draft_page(request.actor, union, period, charts=False), kind)


@requires(Permission.VIEW)
@require_GET
def download_run(request: ActorRequest, pk: int, number: int, kind: str) -> HttpResponse:
    """What was frozen, as a file."""
    return file_of(frozen_page(request.actor, run_in_scope(request, pk, number), charts=False), kind)


@requires(Permission.VIEW)
@require_GET
def changes(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    """Which figures moved since a run was frozen, or until another run."""
    run = run_in_scope(request, pk, number)
    against = other_run(request, run)
    compared = differences.values_between(run, against) if against else differences.values_since(run)
    return render(
        request,
        "bulletins/changes.html",
        {
            "title": _("What moved"),
            "run": run,
            "against": against,
            "runs": run.bulletin.runs.exclude(number=number).order_by("number"),
            "compared": [each for each in compared if may_read(request, each.figure)],
        },
    )


@requires(Permission.VIEW)
@require_GET
def frozen_figure(request: ActorRequest, pk: int, number: int, code: str) -> HttpResponse:
    """One figure as it was frozen: definition, streets, and the rows that came or left since.

    All rows behind a figure are compared for the last, so that they follow when the page stands; without JavaScript by
    a link.
    """
    run = run_in_scope(request, pk, number)
    figure = run.figures.filter(code=code).first()
    if figure is None or not may_read(request, figure):
        raise OutOfScope
    figure.run = run
    chunks = list(figure.chunks.select_related("union").order_by("union__path"))
    context: dict[str, Any] = {
        "title": figure.label,
        "figure": figure,
        "run": run,
        "streets": chunks,
        "intact": is_intact(figure, chunks),
        "may_open": request.actor.may(figure_of(code).view_rows, run.bulletin.union),
        "asked": "moved" in request.GET,
        "against": other_run(request, run),
    }
    if context["asked"] and context["may_open"] and context["intact"]:
        context |= moved_rows(figure, context["against"])
    return render(request, "bulletins/figure.html#moved" if request.htmx else "bulletins/figure.html", context)


def moved_rows(figure: FrozenFigure, against: Run | None) -> dict[str, Any]:
    """The rows of a frozen figure that came, left or count otherwise since, or in another run."""
    later = against.figures.filter(code=figure.code).first() if against else None
    rows = differences.rows_between(figure, later) if later else differences.rows_since(figure)
    return {
        "moved": rows,
        "came": differences.named(rows.came, SHOWN_ROWS),
        "left": differences.named(rows.left, SHOWN_ROWS),
        "changed": differences.named((after for _before, after in rows.changed), SHOWN_ROWS),
        "limit": SHOWN_ROWS,
    }


def other_run(request: ActorRequest, run: Run) -> Run | None:
    """The run to compare with, None for the records of today."""
    number = request.GET.get("against", "")
    return run_of(run.bulletin, int(number)) if number.isdecimal() else None


def may_read(request: ActorRequest, figure: FrozenFigure) -> bool:
    """Whether the reader may see this figure; one that the catalogue no longer has is shown to nobody."""
    try:
        return request.actor.may(figure_of(figure.code).view, figure.run.bulletin.union)
    except UnknownFigure:
        return False


def file_of(page: Page, kind: str) -> HttpResponse:
    """The page as a file to save."""
    if kind not in FORMATS:
        raise Http404(kind)
    content_type, ending = FORMATS[kind]
    response = HttpResponse(written(page, kind), content_type=content_type)
    name = f"{page.union.name}-{page.period.start}-{page.period.end}.{ending}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
