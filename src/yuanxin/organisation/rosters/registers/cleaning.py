"""底数排查: campaigns, the tasks of streets and parks, and the unions in them."""

from typing import Any

from django import forms
from django.db import models
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.models import Event
from yuanxin.foundation.audit.registry import action_label
from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.flow.columns import Deadline, State, Steps
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    ChipColumn,
    Column,
    DateColumn,
    Export,
    Facts,
    Filter,
    Register,
    Section,
    YesNoColumn,
)
from yuanxin.foundation.unions.choices import Permission as Unions
from yuanxin.organisation.members.choices import Permission as Members
from yuanxin.organisation.rosters.choices import Check, Permission, Result, TaskState
from yuanxin.organisation.rosters.models import CleaningCampaign, CleaningItem, CleaningTask
from yuanxin.organisation.rosters.queries.checks import with_open_checks
from yuanxin.organisation.rosters.queries.cleaning import campaigns_with_progress, standing_of, with_progress
from yuanxin.organisation.rosters.states import CLEANING_FLOW

RESULT_COLOURS: dict[str, str] = {
    Result.PENDING: "due",
    Result.CONFIRMED: "done",
    Result.CORRECTED: "done",
    Result.MERGED: "closed",
    Result.REVOKED: "closed",
}
# What it takes to apply for what the upper union decides; founding stands beside this room, and its word is its code.
ASKING = "founding.apply"
# Where the records are mended that leave a check open: the words, the page, and what it takes to open it.
MENDING: dict[str, tuple[tuple[Any, str, str], ...]] = {
    Check.EXISTS: (
        (_("Cover an employer"), "founding:coverage-new", Unions.EDIT_EMPLOYERS),
        (_("Ask for a merger"), "founding:union-ask-merger", ASKING),
        (_("Ask for the revocation"), "founding:union-ask-revocation", ASKING),
    ),
    Check.DUPLICATE: (
        (_("Ask for a merger"), "founding:union-ask-merger", ASKING),
        (_("Ask for a change"), "founding:union-ask-change", ASKING),
    ),
    Check.CHAIR: ((_("Enter an officer"), "founding:officer-new", Unions.EDIT),),
    Check.TERM: ((_("Enter a term"), "founding:term-new", Unions.EDIT),),
    Check.MEMBERS: ((_("Admit a member"), "members:admit", Members.EDIT),),
}


class ProgressColumn(Column):
    """So many of so many, with a bar: `accessor` is the number done, `of` the attribute that holds the whole."""

    def __init__(self, accessor: str, label: Any, *, of: str) -> None:
        super().__init__(accessor, label, css="number")
        self.of = of

    def as_kind(self, kind: type[Column]) -> Column:
        return self

    def render(self, value: int, record: Any) -> SafeString:  # type: ignore[override]
        whole = getattr(record, self.of)
        return format_html(
            '<progress class="cell-progress" max="{}" value="{}" aria-hidden="true"></progress> {} / {}',
            whole or 1,
            value,
            value,
            whole,
        )

    def exported(self, record: Any, *, clear: bool = False) -> str:
        return f"{getattr(record, self.key)} / {getattr(record, self.of)}"


class OpenChecks(Column):
    """The checks that the records of today leave open, of rows read by `with_open_checks`."""

    def render(self, value: Any, record: Any) -> SafeString | str:  # type: ignore[override]
        left = open_now(record)
        if not left:
            return format_html('<span class="soft">{}</span>', gettext("All answered"))
        return format_html_join(" ", '<span class="chip due">{}</span>', ((doubted(check),) for check in left))

    def exported(self, record: Any, *, clear: bool = False) -> str:
        return "、".join(doubted(check) for check in open_now(record))


def doubted(check: Check) -> str:
    """A check as a question that the records leave open."""
    return gettext("%(check)s?") % {"check": check.label}


def open_now(item: Any) -> list[Check]:
    """The checks that the records leave open, as the row was read."""
    return [check for check in Check if getattr(item, f"open_{check}")]


class CampaignFilter(Filter):
    """One of the campaigns that the reader's unions have a task in."""

    def fields(self) -> dict[str, forms.Field]:
        names = CleaningCampaign.objects.order_by("-begins_on").values_list("pk", "name")[:50]
        choices = [("", gettext("All")), *((str(pk), name) for pk, name in names)]
        return {self.key: forms.ChoiceField(choices=choices, required=False, label=str(self.label))}

    def words(self, value: Any) -> str:
        return str(CleaningCampaign.objects.filter(pk=value).values_list("name", flat=True).first() or value)


class CheckFilter(Filter):
    """Unions whose records leave a check open today."""

    def bind(self, model: type[models.Model]) -> Filter:
        self.field, self.label = None, _("Open check")
        return self

    def fields(self) -> dict[str, forms.Field]:
        choices = [("", gettext("All")), *Check.choices]
        return {self.key: forms.ChoiceField(choices=choices, required=False, label=str(self.label))}

    def condition(self, value: Any) -> models.Q:
        return models.Q(**{f"open_{value}": True})

    def words(self, value: Any) -> str:
        return str(Check(value).label)


class TasksOfCampaign(Section):
    """Every task of a campaign that the reader sees, with how far it has come."""

    label = _("Tasks")
    template = "rosters/tasks.html"

    def context(self, request: ActorRequest, record: CleaningCampaign) -> dict[str, Any]:
        tasks = CleaningTask.objects.filter(campaign=record).visible_to(request.actor)
        rows = list(with_progress(tasks).select_related("union").order_by("union__path"))
        return {"tasks": [(task, CLEANING_FLOW.colours[task.state]) for task in rows]}


class CampaignRegister(Register):
    """底数排查: the campaigns of the district."""

    model = CleaningCampaign
    advice = _("Start a campaign: every street and park gets a task over its unions.")
    columns = (
        Column("name", css="wrapping"),
        "union",
        DateColumn("begins_on"),
        DateColumn("ends_on"),
        YesNoColumn("pilot"),
        ProgressColumn("confirmed", _("Streets and parks confirmed"), of="streets"),
    )
    actions = (
        Action(
            _("Start a campaign"), "rosters:cleaningcampaign-new", Permission.CHECK, "plus", record=False, primary=True
        ),
        Action(_("Edit campaign"), "rosters:cleaningcampaign-edit", Permission.CHECK),
    )
    detail = (
        Facts("name", "union", DateColumn("begins_on"), DateColumn("ends_on"), YesNoColumn("pilot")),
        TasksOfCampaign(),
        Timeline(),
    )

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        return campaigns_with_progress(super().rows(actor))


class Progress(Section):
    """How a task stands: its unions by result, what the records leave open, and what may be done about it."""

    label = _("How far it has come")
    template = "rosters/progress.html"

    def context(self, request: ActorRequest, record: CleaningTask) -> dict[str, Any]:
        standing = standing_of(record, request.today)
        rows = ITEMS.url()

        def address(**wanted: Any) -> str:
            query = {"task__campaign": record.campaign_id, "union": record.union.code, **wanted}
            return f"{rows}?{urlencode(query)}"

        may_clean = record.state == TaskState.OPEN and request.actor.may(Permission.CLEAN, record.union)
        return {
            "task": record,
            "standing": standing,
            "results": [
                (result.label, number, RESULT_COLOURS[result], address(result=result.value))
                for result, number in standing.results.items()
            ],
            "checks": [
                (doubted(check), number, address(open=check.value, result=Result.PENDING.value))
                for check, number in standing.open_checks.items()
                if number
            ],
            "may_fill_in": may_clean and standing.provable > 0,
            "first_pending": first_pending(record) if may_clean and standing.pending else "",
            "rows": address(),
        }

    def relations(self, model: type[models.Model]) -> tuple[str, ...]:
        return ("union", "campaign")


def first_pending(task: CleaningTask) -> str:
    """Where the first union that waits for a result is decided."""
    pk = task.items.filter(result=Result.PENDING).order_by("pk").values_list("pk", flat=True).first()
    return reverse("rosters:cleaningitem-decide", args=[pk]) if pk is not None else ""


class TaskRegister(Register):
    """排查任务: of each street and park, and of what stands directly under the district."""

    model = CleaningTask
    advice = _("Tasks appear here once the district starts a campaign.")
    columns = (
        Column("place", _("Street or park"), related=("union", "campaign")),
        "campaign",
        State(CLEANING_FLOW),
        Deadline(),
        ProgressColumn("decided", _("Unions decided"), of="unions"),
        DateColumn("confirmed_on"),
        DateColumn("checked_on"),
    )
    filters = (CampaignFilter("campaign"), "union", "state")
    export = Export(Permission.CHECK)
    detail = (
        Facts(
            "campaign",
            "union",
            DateColumn("given_on"),
            DateColumn("campaign__ends_on", _("Last day of the campaign")),
            DateColumn("confirmed_on"),
            DateColumn("checked_on"),
        ),
        Progress(),
        Steps(),
        Timeline(),
    )

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        return with_progress(super().rows(actor))


def can_be_decided(item: CleaningItem) -> bool:
    """Whether the street is still at it."""
    return item.task.state == TaskState.OPEN


class Answers(Section):
    """Each check of a union: open when the task was given or not, now or not, and where it is mended."""

    label = _("What the records say")
    template = "rosters/answers.html"

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        actor, found, now = request.actor, record.found.split(), open_now(record)
        then = request.get_full_path()
        return {
            "item": record,
            "checks": [
                {
                    "label": check.label,
                    "found": check.value in found,
                    "open": check in now,
                    "mend": mending(actor, record, check, then) if check in now and can_be_decided(record) else [],
                }
                for check in Check
            ],
            "act": act_of(record),
        }

    def relations(self, model: type[models.Model]) -> tuple[str, ...]:
        return ("union", "task__campaign")


def mending(actor: Actor, item: CleaningItem, check: Check, then: str) -> list[tuple[Any, str]]:
    """The pages on which the actor can mend what a check leaves open; each leads back to `then`."""
    query = urlencode({"then": then})
    found = []
    for label, route, permission in MENDING[check]:
        if actor.may(permission, item.union):
            address = reverse(route) if route == "members:admit" else reverse(route, args=[item.union_id])
            found.append((label, f"{address}?{query}"))
    return found


def act_of(item: CleaningItem) -> dict[str, Any] | None:
    """The act in the trail by which the union's records were mended."""
    event = Event.objects.filter(pk=item.event).first() if item.event is not None else None
    return {"label": action_label(event.action), "who": event.actor_label, "at": event.at} if event else None


class ItemRegister(Register):
    """排查明细: the unions of every task, what the records leave open, and the result."""

    model = CleaningItem
    advice = _("Unions appear here once the district starts a campaign.")
    columns = (
        Column("union", css="wrapping"),
        Column("task__campaign", _("Cleaning campaign")),
        OpenChecks("pk", _("Open in the records"), css="wrapping"),
        ChipColumn("result", RESULT_COLOURS),
        Column("note", css="wrapping"),
        DateColumn("decided_on"),
    )
    filters = (CampaignFilter("task__campaign", _("Cleaning campaign")), "union", "result", CheckFilter("open"))
    search = ("union__name",)
    search_hint = _("Name of the union")
    actions = (
        Action(
            _("Decide"),
            "rosters:cleaningitem-decide",
            Permission.CLEAN,
            primary=True,
            in_rows=True,
            when=can_be_decided,
        ),
    )
    export = Export(Permission.CLEAN)
    detail = (
        Facts(
            "union",
            Column("task__campaign", _("Cleaning campaign")),
            Column("task", _("Cleaning task")),
            ChipColumn("result", RESULT_COLOURS),
            DateColumn("decided_on"),
            "note",
            wide=("note",),
        ),
        Answers(),
        Timeline(),
    )

    def rows(self, actor: Actor) -> models.QuerySet[Any]:
        return with_open_checks(super().rows(actor), clock.today(), at="union")


CAMPAIGNS = CampaignRegister()
TASKS = TaskRegister()
ITEMS = ItemRegister()
