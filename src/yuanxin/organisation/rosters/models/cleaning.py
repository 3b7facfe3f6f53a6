"""A campaign that cleans the records of unions: a task for each street and park, a row for each union."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.flow.models import Flowing
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.models import Scoped, ScopedQuerySet, Versioned
from yuanxin.foundation.unions.rules import STREET_LEVELS
from yuanxin.organisation.rosters.choices import Permission, Result, TaskState


class CampaignQuerySet(ScopedQuerySet["CleaningCampaign"]):
    def visible_to(self, actor: Actor, permission: str = "") -> Self:
        """The campaigns of the actor's unions; to look at, also those in which one of them has a task."""
        rows = super().visible_to(actor, permission)
        if actor.everywhere or permission not in {"", self.model.view_permission}:
            return rows
        tasks = CleaningTask.objects.visible_to(actor)
        return rows | self.filter(pk__in=tasks.values("campaign"))

    def running(self, day: datetime.date) -> CampaignQuerySet:
        """The campaigns whose days hold `day`: one at most in a district."""
        return self.filter(begins_on__lte=day, ends_on__gte=day)


class CleaningCampaign(Scoped, Versioned):
    """A cleaning campaign (底数排查) of a district: every union looked at from `begins_on` to `ends_on`, both in.

    `pilot` marks one that tries the work out in some streets only. The tasks hang on it; fact F15 asks for those of the
    campaign that runs on the last day asked for, so that two campaigns of a district never share a day.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    name = models.CharField(_("campaign"), max_length=60)
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    pilot = models.BooleanField(_("pilot"), default=False)

    objects = CampaignQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("cleaning campaign")
        verbose_name_plural = _("cleaning campaigns")
        constraints = [
            models.UniqueConstraint(fields=["union", "name"], name="rosters_campaign_name"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="rosters_campaign_dates"),
        ]

    def __str__(self) -> str:
        return self.name


class CleaningTask(Scoped, Flowing):
    """What a street or park has to clean in a campaign (排查任务): its own records and those of everything below it.

    The task of the district itself holds what stands directly under it (区直属), and is no street's. `confirmed_on` is
    the day the street confirmed that nothing is left; a task returned by the district loses it. `due_on` is the last
    day of the campaign until it is confirmed.
    """

    view_permission: ClassVar[str] = Permission.VIEW
    named_with = ("union", "campaign")

    campaign = models.ForeignKey(
        CleaningCampaign, models.PROTECT, related_name="tasks", verbose_name=_("cleaning campaign")
    )
    state = models.CharField(_("state"), max_length=9, choices=TaskState, default=TaskState.OPEN)
    given_on = models.DateField(_("given on"))
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    class Meta:
        verbose_name = _("cleaning task")
        verbose_name_plural = _("cleaning tasks")
        constraints = [models.UniqueConstraint(fields=["campaign", "union"], name="rosters_task_once")]

    def __str__(self) -> str:
        return f"{self.place} — {self.campaign}"

    @property
    def place(self) -> str:
        """Whose records it is about: a street's or park's, or what stands directly under the district."""
        return self.union.name if self.union.level in STREET_LEVELS else gettext("Directly under the district")


class CleaningItem(Scoped, Versioned):
    """One union as a cleaning looked at it (排查明细): what the records left open, and what came of it.

    `found` and `left` are the codes of the checks (`choices.Check`) that the records did not answer well when the task
    was given, and when the result was written. `event` is the number of the act in the trail by which the union's
    records were mended, for a union corrected, merged or revoked.
    """

    view_permission: ClassVar[str] = Permission.VIEW
    named_with = ("union",)

    task = models.ForeignKey(CleaningTask, models.PROTECT, related_name="items", verbose_name=_("cleaning task"))
    found = models.CharField(_("open when the task was given"), max_length=60, blank=True)
    left = models.CharField(_("open when decided"), max_length=60, blank=True)
    result = models.CharField(_("result"), max_length=9, choices=Result, default=Result.PENDING)
    note = models.CharField(_("note"), max_length=200, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    event = models.BigIntegerField(_("act that mended it"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("union in a cleaning")
        verbose_name_plural = _("unions in a cleaning")
        constraints = [
            models.UniqueConstraint(fields=["task", "union"], name="rosters_item_once"),
            models.CheckConstraint(
                condition=Q(result=Result.PENDING, decided_on=None)
                | (~Q(result=Result.PENDING) & Q(decided_on__isnull=False)),
                name="rosters_item_decided",
            ),
        ]
        indexes = [models.Index(fields=["task", "result"], name="rosters_item_result")]

    def __str__(self) -> str:
        return str(self.union)
