"""The comparison of a whole roster with the last one: groups of rows, accepted one by one or all at once."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yuanxin.foundation.intake.accepting import accept as accept_rows
from yuanxin.foundation.intake.accepting import is_accepted
from yuanxin.foundation.intake.choices import BatchState, RowClass
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.intake.queries import WrittenRows, batch_with_number
from yuanxin.foundation.kernel.errors import Refused
from yuanxin.foundation.kernel.masking import masked_number
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_act
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.rosters.intake import ROSTER
from yuanxin.organisation.rosters.intake.monthly import LEFT, last_accepted, leavers_of, persons_of
from yuanxin.organisation.rosters.registers import BATCHES

ROWS_ON_A_PAGE = 50


@requires(Permission.IMPORT)
@require_GET
def monthly(request: ActorRequest, pk: int) -> HttpResponse:
    """One group of what the roster changes, with what of it is accepted."""
    batch = batch_with_number(request.actor, ROSTER, pk)
    leavers = leavers_of(batch)
    groups = [
        (RowClass.NEW.value, _("Joiners"), batch.counts.get(RowClass.NEW.value, 0)),
        (LEFT, _("Leavers"), leavers.count()),
        (RowClass.TRANSFER.value, _("Moves"), batch.counts.get(RowClass.TRANSFER.value, 0)),
        (RowClass.UPDATED.value, _("Changed fields"), batch.counts.get(RowClass.UPDATED.value, 0)),
    ]
    group = request.GET.get("group", "")
    group = group if group in {code for code, _label, _count in groups} else groups[0][0]
    after = int(request.GET["after"]) if request.GET.get("after", "").isdigit() else 0
    rows = leaving_rows(batch, after) if group == LEFT else staged_rows(batch, group, after)
    last = last_accepted(batch)
    context = {
        "title": _("Compare with the last roster"),
        "batch": batch,
        "list_url": BATCHES.url(),
        "batch_title": BATCHES.title,
        "batch_url": reverse("rosters:batch-detail", args=[batch.pk]),
        "groups": [(code, label, count, told(batch, code)) for code, label, count in groups],
        "group": group,
        "rows": rows[:ROWS_ON_A_PAGE],
        "after": rows[ROWS_ON_A_PAGE - 1]["number"] if len(rows) > ROWS_ON_A_PAGE else None,
        "last": last,
        "suspects": leavers.exclude(suspect_row=None).count(),
        "open": batch.state == BatchState.READY,
    }
    return render(request, "rosters/monthly.html", context)


def told(batch: Batch, group: str) -> str:
    """What of a group is accepted, in words."""
    said = batch.accepted.get(group, {})
    but = len(said.get("but", []))
    if said.get("all"):
        return _("accepted but for %(rows)s") % {"rows": but} if but else _("accepted")
    return _("%(rows)s accepted") % {"rows": but} if but else _("not accepted")


def staged_rows(batch: Batch, group: str, after: int) -> list[dict[str, Any]]:
    """The rows of a class, by their place in the file."""
    cells = WrittenRows()
    suspects = dict(leavers_of(batch).exclude(suspect_row=None).values_list("suspect_row", "person"))
    staged = batch.staged_rows.filter(outcome=group, number__gt=after).order_by("number")[: ROWS_ON_A_PAGE + 1]
    return [
        {
            "number": row.number,
            "place": row.number,
            "name": cells.cell(batch, row.number, "name"),
            "document": masked_number(cells.cell(batch, row.number, "document_number")),
            "said": " ".join(ROSTER.column(code).label for code in row.changed.split() if group == RowClass.UPDATED),
            "suspect": row.number in suspects,
            "accepted": is_accepted(batch, group, row.number),
        }
        for row in staged
    ]


def leaving_rows(batch: Batch, after: int) -> list[dict[str, Any]]:
    """Members without a row, by their names."""
    leavers = list(leavers_of(batch).filter(number__gt=after).order_by("number")[: ROWS_ON_A_PAGE + 1])
    persons = persons_of(leavers)
    return [
        {
            "number": each.number,
            "place": "",
            "name": persons[each.person].name,
            "document": masked_number(unseal(persons[each.person].document_number)),
            "said": "" if each.on_last else _("was on neither roster"),
            "suspect": each.suspect_row is not None,
            "suspect_row": each.suspect_row,
            "accepted": is_accepted(batch, LEFT, each.number),
        }
        for each in leavers
        if each.person in persons
    ]


@requires(Permission.IMPORT)
@require_POST
def accept(request: ActorRequest, pk: int) -> HttpResponse:
    """Accept a group or the ticked rows, or take it back."""
    batch = batch_with_number(request.actor, ROSTER, pk)
    group = request.POST.get("group", "")
    ticked = [int(number) for number in request.POST.getlist("row") if number.isdigit()]
    asked = request.POST.get("act", "")

    def act() -> None:
        if group not in {LEFT, RowClass.NEW, RowClass.TRANSFER, RowClass.UPDATED}:
            raise Refused(_("No group was chosen."), remedy=_("Open one of the groups."))
        if asked.endswith("rows") and not ticked:
            raise Refused(_("No row is ticked."), remedy=_("Tick rows first."))
        numbers = ticked if asked.endswith("rows") else None
        accept_rows(actor=request.actor, batch=batch, group=group, accepted=asked.startswith("accept"), numbers=numbers)

    back = f"{reverse('rosters:monthly', args=[batch.pk])}?group={group}"
    return answer_act(request, act, done=lambda _nothing: "", back=back)
