"""Pages on which a campaign is started, and its unions are decided."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_act, answer_form, form_of
from yuanxin.foundation.ui.registers import answer_record
from yuanxin.organisation.rosters import services
from yuanxin.organisation.rosters.choices import Permission, Result
from yuanxin.organisation.rosters.forms import ChangeCampaignForm, DecideItemForm, StartCampaignForm
from yuanxin.organisation.rosters.models import CleaningCampaign, CleaningItem, CleaningTask
from yuanxin.organisation.rosters.queries.checks import with_open_checks
from yuanxin.organisation.rosters.queries.cleaning import next_pending
from yuanxin.organisation.rosters.registers import CAMPAIGNS, ITEMS, TASKS
from yuanxin.organisation.rosters.registers.cleaning import doubted, open_now


@requires(Permission.CHECK)
@require_http_methods(["GET", "POST"])
def start(request: ActorRequest) -> HttpResponse:
    """Start a cleaning campaign."""
    form = form_of(StartCampaignForm, request, initial={"begins_on": request.today})

    def act() -> CleaningCampaign:
        given = dict(form.cleaned_data)
        given["streets"] = list(given["streets"]) or None
        return services.start_campaign(actor=form.actor, today=form.today, **given)

    return answer_form(
        request,
        form,
        act,
        done=lambda campaign: _("“%(name)s” has begun; every task is given.") % {"name": campaign.name},
        to=lambda campaign: CAMPAIGNS.url("detail", campaign.pk),
        title=_("Start a campaign"),
        save_label=_("Start"),
        cancel_url=CAMPAIGNS.url(),
        breadcrumbs=[(CAMPAIGNS.title, CAMPAIGNS.url())],
    )


@requires(Permission.CHECK)
@require_http_methods(["GET", "POST"])
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """Rename a campaign, or move its last day."""
    visible = CleaningCampaign.objects.visible_to(request.actor, Permission.CHECK)
    campaign: CleaningCampaign = found(visible.select_related("union").filter(pk=pk).first())
    initial = {"name": campaign.name, "ends_on": campaign.ends_on, "version": campaign.version}
    known = {_("Union"): campaign.union, _("From"): campaign.begins_on}
    form = form_of(ChangeCampaignForm, request, initial=initial, known=known)
    return answer_record(
        request,
        CAMPAIGNS,
        campaign,
        form,
        lambda: services.change_campaign(actor=form.actor, campaign=campaign, today=form.today, **form.cleaned_data),
        title=_("Edit campaign"),
    )


@requires(Permission.CLEAN)
@require_POST
def fill_in(request: ActorRequest, pk: int) -> HttpResponse:
    """Take the results that the records prove."""
    visible = CleaningTask.objects.visible_to(request.actor, Permission.CLEAN)
    task: CleaningTask = found(visible.select_related("union", "campaign").filter(pk=pk).first())

    def told(counts: Mapping[str, int]) -> str:
        number = sum(counts.values())
        return ngettext(
            "%(number)s union has its result from the records.",
            "%(number)s unions have their results from the records.",
            number,
        ) % {"number": number}

    return answer_act(
        request,
        lambda: services.fill_in(actor=request.actor, task=task, today=request.today),
        done=told,
        back=TASKS.url("detail", task.pk),
    )


@requires(Permission.CLEAN)
@require_http_methods(["GET", "POST"])
def decide(request: ActorRequest, pk: int) -> HttpResponse:
    """Say what the cleaning found of one union; the next one that waits follows."""
    visible = CleaningItem.objects.visible_to(request.actor, Permission.CLEAN)
    rows = with_open_checks(visible, request.today, at="union")
    item: CleaningItem = found(rows.select_related("union", "task__campaign", "task__union").filter(pk=pk).first())
    left = open_now(item)
    known: dict[str, Any] = {
        _("Union"): item.union,
        _("Cleaning task"): item.task,
        _("State"): item.union.get_state_display(),
        _("Open in the records"): "、".join(doubted(check) for check in left) or _("All answered"),
    }
    initial = {"result": item.result, "note": item.note, "version": item.version}
    form = form_of(DecideItemForm, request, initial=initial, known=known)
    page = ITEMS.url("detail", item.pk)

    def act() -> CleaningItem:
        given = form.cleaned_data | {"result": Result(form.cleaned_data["result"])}
        return services.decide_item(actor=form.actor, item=item, today=form.today, **given)

    return answer_form(
        request,
        form,
        act,
        done=lambda decided: f"{decided.union}：{decided.get_result_display()}",
        to=lambda decided: after(decided),
        title=_("Decide: %(union)s") % {"union": item.union},
        save_label=_("Decide"),
        cancel_url=page,
        breadcrumbs=[(TASKS.title, TASKS.url()), (item.task, TASKS.url("detail", item.task_id)), (item.union, page)],
    )


def after(item: CleaningItem) -> str:
    """The page of the next union that waits, or of the task once none does."""
    following = next_pending(item.task, item)
    return ITEMS.url("detail", following.pk) if following is not None else TASKS.url("detail", item.task_id)
