"""Pages on which a search for duplicates is started, and pairs are compared, merged and taken apart."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.kernel.long_work import OPEN
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of
from yuanxin.foundation.unions.models import Merge
from yuanxin.organisation.members.models import Membership
from yuanxin.organisation.rosters import services
from yuanxin.organisation.rosters.choices import PairKind, PairState, Permission
from yuanxin.organisation.rosters.forms import MergePairForm, StartSearchForm, TakeApartForm
from yuanxin.organisation.rosters.models import DuplicatePair, DuplicateSearch
from yuanxin.organisation.rosters.queries.comparison import compared, suggested_to_keep, two_of
from yuanxin.organisation.rosters.registers.duplicates import MERGES, PAIRS, SEARCHES


@requires(Permission.DECIDE_DUPLICATES)
@require_http_methods(["GET", "POST"])
def start(request: ActorRequest) -> HttpResponse:
    """Start a search for records entered twice."""
    initial = {"kind": request.GET.get("kind")}
    form = form_of(StartSearchForm, request, initial=initial)
    return answer_form(
        request,
        form,
        lambda: services.begin_search(actor=form.actor, user=request.user, today=form.today, **form.cleaned_data),
        done=lambda _search: _("The search has begun; this page shows how far it has come."),
        to=lambda search: SEARCHES.url("detail", search.pk),
        title=_("Search for records entered twice"),
        save_label=_("Start the search"),
        cancel_url=SEARCHES.url(),
        breadcrumbs=[(SEARCHES.title, SEARCHES.url())],
    )


def search_in_scope(request: ActorRequest, pk: int) -> DuplicateSearch:
    """The search, if the reader may decide duplicates of its union; 404 otherwise."""
    return found(DuplicateSearch.objects.visible_to(request.actor).select_related("union").filter(pk=pk).first())


@requires(Permission.DECIDE_DUPLICATES)
@require_GET
def progress(request: ActorRequest, pk: int) -> HttpResponse:
    """The progress line; when the work has ended, the page is loaded anew."""
    search = search_in_scope(request, pk)
    if search.work_state not in OPEN:
        return HttpResponseClientRefresh()
    return render(request, "rosters/search_progress.html", {"search": search})


@requires(Permission.DECIDE_DUPLICATES)
@require_POST
def cancel(request: ActorRequest, pk: int) -> HttpResponse:
    """End a search that waits or runs."""
    search = search_in_scope(request, pk)
    if services.cancel_search(actor=request.actor, search=search, today=request.today):
        messages.success(request, _("The search ends."))
    else:
        messages.error(request, _("The search has ended already."))
    return redirect(SEARCHES.url("detail", search.pk))


def pair_in_scope(request: ActorRequest, pk: int) -> DuplicatePair:
    """The pair, if the reader may decide it; 404 otherwise."""
    return found(DuplicatePair.objects.visible_to(request.actor).filter(pk=pk).first())


@requires(Permission.DECIDE_DUPLICATES)
@require_POST
def refuse(request: ActorRequest, pk: int) -> HttpResponse:
    """Say that a pair is two different records."""
    pair = pair_in_scope(request, pk)
    if services.refuse_pairs(actor=request.actor, pairs=[pair.pk], today=request.today):
        messages.success(request, _("Settled: not the same. No search shows this pair again."))
    else:
        messages.error(request, _("This pair has been decided already."))
    return redirect(PAIRS[pair.kind].url())


@requires(Permission.DECIDE_DUPLICATES)
@require_http_methods(["GET", "POST"])
def merge(request: ActorRequest, pk: int) -> HttpResponse:
    """Two records side by side: which one stays, what is taken from the other, and what would move."""
    pair = pair_in_scope(request, pk)
    register = PAIRS[pair.kind]
    page = register.url("detail", pair.pk)
    if pair.state != PairState.OPEN:
        messages.error(request, _("This pair has been decided already."))
        return redirect(page)
    left, right = two_of(pair)
    wanted = (request.POST if request.method == "POST" else request.GET).get("keep", "")
    keep = int(wanted) if wanted in {str(left.pk), str(right.pk)} else suggested_to_keep(pair.kind, left, right)
    comparison = compared(pair, (left, right), keep, actor=request.actor, today=request.today)
    form = form_of(MergePairForm, request, comparison=comparison, kind=pair.kind)

    def act() -> Merge:
        given = form.cleaned_data
        options: dict[str, Any] = {"on": given.get("on")}
        if given.get("stays"):
            options["stays"] = Membership.objects.of(left, right).get(pk=given["stays"])
        return services.merge_pair(
            actor=form.actor,
            pair=pair,
            keep=keep,
            taken=form.taken,
            versions=(given["kept_version"], given["other_version"]),
            reason=given["reason"],
            today=form.today,
            **options,
        )

    return answer_form(
        request,
        form,
        act,
        done=lambda done: _("The two records are one now: %(survivor)s.") % {"survivor": done.survivor_label},
        to=lambda done: MERGES.url("detail", done.pk),
        template="rosters/merge.html",
        title=_("Compare and merge"),
        save_label=_("Merge into one"),
        cancel_url=page,
        breadcrumbs=[(register.title, register.url()), (pair, page)],
        pair=pair,
        comparison=comparison,
        is_person=pair.kind == PairKind.PERSON,
    )


@requires(Permission.DECIDE_DUPLICATES)
@require_http_methods(["GET", "POST"])
def take_apart(request: ActorRequest, pk: int) -> HttpResponse:
    """Make two of what was merged."""
    visible = Merge.objects.visible_to(request.actor, Permission.DECIDE_DUPLICATES)
    done: Merge = found(visible.select_related("union").filter(pk=pk).first())
    page = MERGES.url("detail", done.pk)
    known = {
        _("Record kept"): done.survivor_label,
        _("Record merged"): done.absorbed_label,
        _("Reason of the merge"): done.reason,
    }
    form = form_of(TakeApartForm, request, known=known)
    return answer_form(
        request,
        form,
        lambda: services.take_apart(actor=form.actor, merge=done, today=form.today, reason=form.cleaned_data["reason"]),
        done=lambda _merge: _("The merge is taken apart; every row is back where it was."),
        to=lambda _merge: page,
        title=_("Take the merge apart"),
        save_label=_("Take apart"),
        cancel_url=page,
        breadcrumbs=[(MERGES.title, MERGES.url()), (done, page)],
    )
