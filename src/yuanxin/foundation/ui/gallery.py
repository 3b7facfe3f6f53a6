"""The gallery: every component of the pages in each of its states, for who builds pages and the test that draws it."""

import datetime
import re
from dataclasses import dataclass

from django import forms
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET

from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.long_work import LongWork
from yuanxin.foundation.ui import charts
from yuanxin.foundation.ui.access import ActorRequest, signed_in
from yuanxin.foundation.ui.forms import DateField, Group
from yuanxin.foundation.ui.row_forms import RowsForm, RowTable

COLOURS = (
    "ground", "ground-warm", "ground-sunk", "line", "line-strong", "ink", "ink-soft", "ink-faint",
    "brand", "brand-tint", "done", "due", "overdue", "running", "closed", "mark-1", "mark-2", "mark-3",
    "shade-0", "shade-1", "shade-2", "shade-3", "shade-4",
)  # fmt: skip
SIZES = (12, 14, 16, 20, 28, 44)
MONTHS = tuple(f"2016-{month:02d}" for month in range(1, 7))
KINDS = [("spouse", pgettext_lazy("gallery", "Spouse")), ("child", pgettext_lazy("gallery", "Child"))]
STREETS = (("北山街道", 315, 290), ("西溪街道", 183, 204), ("文三街电子信息街区", 72, None), ("三墩镇", 0, 20))
JOINED, LEFT = (504, 489, 612, 447, 530, 444), (31, 12, None, 44, 27, 19)


@dataclass(frozen=True, slots=True)
class Underway:
    """Long work as a page shows it, without a row."""

    work_done: int
    work_total: int
    step_began_at: datetime.datetime

    time_left = LongWork.time_left


def choice_field() -> forms.Field:
    return forms.ChoiceField(choices=[("", "—"), *KINDS], required=False, label=pgettext("gallery", "Relation"))


class GalleryForm(RowsForm):
    """A field of each kind; drawn with what is wrong with the ones left empty."""

    name = forms.CharField(label=gettext_lazy("Name"), help_text=pgettext_lazy("gallery", "As on the identity card."))
    kind = forms.ChoiceField(label=pgettext_lazy("gallery", "Relation"), choices=KINDS)
    day = DateField(label=pgettext_lazy("gallery", "Day"))
    agreed = forms.BooleanField(label=pgettext_lazy("gallery", "I have read it"), required=False)
    kinds = forms.MultipleChoiceField(
        label=pgettext_lazy("gallery", "Several of them"),
        choices=KINDS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    file = forms.FileField(
        label=pgettext_lazy("gallery", "Paper"), required=False, help_text=pgettext_lazy("gallery", "PDF or picture.")
    )

    groups = (Group(pgettext_lazy("gallery", "Form"), ("name", "kind", "day", "agreed", "kinds", "file", "reason")),)
    tables = (
        RowTable(
            "row_",
            pgettext_lazy("gallery", "Rows of a form"),
            {"name": lambda: forms.CharField(label=gettext("Name"), required=False), "relation": choice_field},
            filled_by="name",
            rows=2,
        ),
    )


@signed_in
@require_GET
def gallery(request: ActorRequest) -> HttpResponse:
    """All components on one page."""
    context = {
        "title": pgettext("gallery", "Components"),
        "colours": COLOURS,
        "sizes": SIZES,
        "icons": icon_names(),
        "steps": [
            pgettext("gallery", "Upload"),
            pgettext("gallery", "Check"),
            pgettext("gallery", "Preview"),
            pgettext("gallery", "Result"),
        ],
        "joined": JOINED,
        "work": Underway(30_000, 90_000, clock.now() - datetime.timedelta(seconds=40)),
        "form": GalleryForm({"day": ""}, actor=request.actor, today=request.today),
        "bars": charts.bars(
            pgettext("gallery", "Bars, with the period before"),
            [charts.Bar(street, now, before=before) for street, now, before in STREETS],
            compared=pgettext("gallery", "The period before"),
        ),
        "no_bars": charts.bars(pgettext("gallery", "Bars of nothing"), []),
        "lines": charts.lines(
            pgettext("gallery", "Lines, one with a gap"),
            MONTHS,
            [charts.Series(pgettext("gallery", "Joined"), JOINED), charts.Series(pgettext("gallery", "Left"), LEFT)],
        ),
        "tiles": charts.tiles(
            pgettext("gallery", "Tiles"),
            [charts.Tile(street, now or None, column=at, row=0) for at, (street, now, _before) in enumerate(STREETS)],
        ),
    }
    return render(request, "ui/gallery.html", context)


def icon_names() -> list[str]:
    """The names of the drawings there are."""
    found = finders.find("ui/icons.svg")
    with open(str(found), encoding="utf-8") as drawings:
        return re.findall(r'<symbol id="([a-z0-9-]+)"', drawings.read())
