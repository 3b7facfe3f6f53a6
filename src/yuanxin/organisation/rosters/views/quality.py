"""Data quality: how sound the records of a union are, the rows to mend, and the way through them one by one."""

import io
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from yuanxin.foundation.audit.services import record_export
from yuanxin.foundation.documents.spreadsheets import Column, Kind, Sheet, write_workbook
from yuanxin.foundation.kernel.errors import NotAllowed, found
from yuanxin.foundation.ui import charts
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import form_of, form_page
from yuanxin.foundation.ui.forms import Form
from yuanxin.foundation.ui.registers import detail_address
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import unions_of
from yuanxin.organisation.members.choices import Permission as Members
from yuanxin.organisation.rosters import services
from yuanxin.organisation.rosters.choices import Dimension, Permission
from yuanxin.organisation.rosters.intake import ROSTER
from yuanxin.organisation.rosters.queries.quality import BY_CODE, RULES, Quality, Rule, quality_of
from yuanxin.organisation.rosters.rules.quality import Found, score

PAGE = 50
# What it takes to have a roster filled in.
FILLING = (Members.EXPORT, Members.VIEW_CLEAR, Members.IMPORT)
EXPORTED_AT_MOST = 100_000


def union_asked(request: ActorRequest) -> Union:
    """The union whose data are looked at: the one named by its code, or the reader's own; 404 outside the scope."""
    visible = Union.objects.visible_to(request.actor, Permission.VIEW)
    code = request.GET.get("union", "")
    own = unions_of(request.actor)
    if not code and own:
        return next((union for union in own if request.actor.may(Permission.VIEW, union)), own[0])
    return found(visible.filter(code=code).first() if code else visible.order_by("path").first())


def rule_asked(request: ActorRequest, code: str, union: Union) -> Rule:
    """The rule of that code, if the reader may see the records it is asked of."""
    rule = BY_CODE.get(code)
    if rule is None:
        raise Http404
    request.actor.require(rule.asked.permission, union)
    return rule


@requires(Permission.VIEW)
@require_GET
def quality(request: ActorRequest) -> HttpResponse:
    """The score of each dimension, the rules behind it, the streets, and the months before."""
    union = union_asked(request)
    told = quality_of(union, request.today)
    place = urlencode({"union": union.code})
    context = {
        "title": _("Data quality"),
        "union": union,
        "day": request.today,
        "overall": told.whole.overall,
        "flaws": told.whole.flaws,
        "dimensions": [dimension_of(request, told.whole, dimension, union, place) for dimension in Dimension],
        "streets": charts.bars(
            _("Answers to mend and score, by street"),
            [
                charts.Bar(
                    row.label,
                    each.flaws,
                    text=f"{each.flaws} · {'—' if each.overall is None else each.overall}",
                    url=f"?{urlencode({'union': row.street.code})}" if row.street else "",
                )
                for row, each in sorted(told.streets, key=lambda pair: -pair[1].flaws)
            ],
        )
        if told.streets
        else "",
        "trend": charts.lines(
            _("Answers about members to mend, at the end of the month"),
            [f"{month.end:%Y-%m}" for month, _found in told.months],
            [charts.Series(_("To mend"), [one.flaws for _month, one in told.months])],
        ),
        "may_export": request.actor.may_somewhere(Members.EXPORT),
        "place": place,
    }
    return render(request, "rosters/quality.html", context)


def dimension_of(
    request: ActorRequest, whole: Quality, dimension: Dimension, union: Union, place: str
) -> dict[str, Any]:
    """A dimension with its score and its rules, each leading to the rows to mend."""
    together = whole.of(dimension)
    rules = []
    for rule in RULES:
        if rule.dimension is dimension:
            one = whole.found.get(rule.code, Found(0, 0))
            opens = one.flaws and request.actor.may(rule.asked.permission, union)
            url = f"{reverse('rosters:quality-rows', args=[rule.code])}?{place}" if opens else ""
            rules.append({"rule": rule, "found": one, "score": score(one), "url": url})
    return {"label": dimension.label, "score": score(together), "found": together, "rules": rules}


@requires(Permission.VIEW)
@require_GET
def rows(request: ActorRequest, code: str) -> HttpResponse:
    """The rows that fail a rule, fifty a page, each with the way to mend it."""
    union = union_asked(request)
    rule = rule_asked(request, code, union)
    after = request.GET.get("after", "")
    failing = rule.rows(union, request.today)
    page = list((failing.filter(pk__gt=int(after)) if after.isdigit() else failing)[: PAGE + 1])
    shown = page[:PAGE]
    back = f"{reverse('rosters:quality-rows', args=[code])}?{urlencode({'union': union.code})}"
    context = {
        "title": rule.label,
        "rule": rule,
        "union": union,
        "rows": [told(rule, record, mend_address(request, rule, record, union)) for record in shown],
        "next": f"{back}&{urlencode({'after': shown[-1].pk})}" if len(page) > PAGE else "",
        "first": f"{back}" if after else "",
        "count": rule.number(union, request.today) if not after else None,
        "begin": f"{reverse('rosters:quality-next', args=[code])}?{urlencode({'union': union.code})}" if shown else "",
        "place": urlencode({"union": union.code}),
        "may_export": request.actor.may(Members.EXPORT, union),
        "may_fill": shown and rule.fills and all(request.actor.may(each, union) for each in FILLING),
    }
    return render(request, "rosters/quality_rows.html", context)


def told(rule: Rule, record: Any, mend: str) -> dict[str, Any]:
    """A row that fails, for the list: its name, where it is shown, its union, and where it is mended."""
    return {
        "name": named(rule, record),
        "url": detail_address(kind_of(rule, record), getattr(record, rule.of if rule.of != "pk" else "pk")),
        "union": getattr(record, rule.asked.union) if rule.asked.union else record,
        "mend": mend,
    }


def named(rule: Rule, record: Any) -> str:
    """What a row is called."""
    for step in rule.asked.named.split("__"):
        record = getattr(record, step)
    return str(record)


def kind_of(rule: Rule, record: Any) -> str:
    """The kind of record that the form of a rule mends."""
    if rule.of == "pk":
        return str(record._meta.label_lower)
    related = record._meta.get_field(rule.of.removesuffix("_id")).related_model
    return str(related._meta.label_lower)


def mend_address(request: ActorRequest, rule: Rule, record: Any, union: Union) -> str:
    """The form that mends a row, on the field that is wrong; from there the next row follows. Nothing without the
    right to it."""
    place = getattr(record, rule.asked.union) if rule.asked.union else record
    if not request.actor.may(rule.permission, place):
        return ""
    following = urlencode({"union": union.code, "after": record.pk})
    then = f"{reverse('rosters:quality-next', args=[rule.code])}?{following}"
    address = reverse(rule.route, args=[getattr(record, rule.of)])
    return f"{address}?{urlencode({'focus': rule.focus, 'then': then})}"


@requires(Permission.VIEW)
@require_GET
def following(request: ActorRequest, code: str) -> HttpResponse:
    """Go to the form of the next row that fails, after the one just mended; back to the page once there is none."""
    union = union_asked(request)
    rule = rule_asked(request, code, union)
    after = request.GET.get("after", "")
    failing = rule.rows(union, request.today)
    record = (failing.filter(pk__gt=int(after)) if after.isdigit() else failing).first()
    address = mend_address(request, rule, record, union) if record is not None else ""
    if address:
        return redirect(address)
    if record is None:
        messages.success(request, _("The last row is reached: %(rule)s.") % {"rule": rule.label})
    return redirect(f"{reverse('rosters:quality')}?{urlencode({'union': union.code})}")


class ExportForm(Form):
    """Why the rows leave the system."""

    reason = forms.CharField(
        max_length=200, label=gettext_lazy("Reason"), help_text=gettext_lazy("What the file is for, in a few words.")
    )


@requires(Members.EXPORT)
@require_http_methods(["GET", "POST"])
def export(request: ActorRequest, code: str) -> HttpResponseBase:
    """Take the rows that fail a rule away, with what to do about each; the trail tells it."""
    union = union_asked(request)
    rule = rule_asked(request, code, union)
    if not request.actor.may(Members.EXPORT, union):
        raise NotAllowed(_("Your role does not include this act here."))
    form = form_of(ExportForm, request)
    back = f"{reverse('rosters:quality-rows', args=[code])}?{urlencode({'union': union.code})}"
    if not form.is_bound or not form.is_valid():
        title = _("Export %(title)s") % {"title": rule.label}
        return form_page(request, form, title=title, save_label=_("Export"), cancel_url=back)
    failing = rule.rows(union, request.today)[:EXPORTED_AT_MOST]
    number = 0

    def lines() -> Iterator[list[str]]:
        nonlocal number
        for record in failing.iterator(chunk_size=2000):
            number += 1
            place = getattr(record, rule.asked.union) if rule.asked.union else record
            yield [named(rule, record), place.code, place.name, str(rule.label), str(rule.remedy)]

    stream = io.BytesIO()
    header = [_("Name"), _("Union code"), _("Union"), _("Data quality"), _("Remedy")]
    columns = [Column(each, kind=Kind.TEXT) for each in header]
    write_workbook(stream, [Sheet(str(rule.label), columns, lines())], mark=request.actor.label)
    kind = rule.asked.rows(request.today).model._meta.label_lower
    record_export(
        request.actor, kind, rows=number, reason=form.cleaned_data["reason"], union=union.pk, label=str(rule.label)
    )
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"{rule.label}-{request.today:%Y%m%d}.xlsx")


@requires(Members.VIEW_CLEAR)
@require_http_methods(["GET", "POST"])
def to_fill(request: ActorRequest, code: str) -> HttpResponseBase:
    """Take the members that fail a rule away as a roster, to be filled in and imported."""
    union = union_asked(request)
    rule = rule_asked(request, code, union)
    if not rule.fills:
        raise Http404
    place = urlencode({"union": union.code})
    back = f"{reverse('rosters:quality-rows', args=[code])}?{place}"
    form = form_of(ExportForm, request, known={_("Rule"): rule.label, _("Union"): union})
    stream = io.BytesIO()
    written = None
    if form.is_bound:
        written = form.carry_out(
            lambda: services.write_roster_to_fill(
                stream,
                actor=form.actor,
                rule=rule,
                union=union,
                reason=form.cleaned_data["reason"],
                today=form.today,
            )
        )
    if written is None:
        return form_page(
            request,
            form,
            template="rosters/quality_fill.html",
            upload_url=f"{reverse('rosters:upload')}?{place}",
            title=_("A roster to fill in"),
            lead=_(
                "The workbook lists these members with document numbers in clear, and %(columns)s to be filled in. "
                "Bring it in as a roster of %(union)s with “Fill blanks only”: what stands in the registry stays."
            )
            % {"columns": "、".join(ROSTER.column(each).label for each in rule.fills), "union": union},
            save_label=_("Take the roster"),
            cancel_url=back,
            breadcrumbs=[(_("Data quality"), f"{reverse('rosters:quality')}?{place}"), (rule.label, back)],
        )
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"{rule.label}-{request.today:%Y%m%d}.xlsx")
