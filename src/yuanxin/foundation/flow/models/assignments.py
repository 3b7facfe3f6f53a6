"""With whom a record lies, and the reminder of what is late."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.flow.models.bookkeeping import KeptQuerySet

THROUGH_RECORDS = "bookkeeping of records that are scoped themselves; read through those"


class Assignment(models.Model):
    """A record given into somebody's hands (交办、移交): append-only, without foreign keys.

    A record nobody was given waits for everybody who may take the next step. The latest assignment of the record's
    present round says with whom it lies. With `as_submitter` the holder only takes the place of `former` as the one
    who sent the record in; it then waits where it waited.
    """

    district_wide_because: ClassVar[str] = THROUGH_RECORDS

    kind = models.CharField(_("kind of record"), max_length=60)
    object_id = models.BigIntegerField(_("record"))
    round = models.PositiveSmallIntegerField(_("round"))
    former = models.CharField(_("handed over by"), max_length=60, blank=True)
    former_label = models.CharField(_("name of who handed it over"), max_length=100, blank=True)
    holder = models.CharField(_("lies with"), max_length=60)
    holder_label = models.CharField(_("name of who has it"), max_length=100)
    as_submitter = models.BooleanField(_("in the place of who sent it in"), default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    actor = models.CharField(_("actor"), max_length=60)
    actor_label = models.CharField(_("actor's name"), max_length=100)
    union = models.BigIntegerField(_("union"), null=True)
    at = models.DateTimeField(_("time"))

    objects: ClassVar[KeptQuerySet["Assignment"]] = KeptQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        indexes = [
            models.Index(fields=["kind", "object_id", "id"], name="flow_assignment_record"),
            models.Index(fields=["holder", "id"], name="flow_assignment_holder"),
        ]

    def __str__(self) -> str:
        return f"{self.holder_label} {self.kind} {self.object_id}"


class Reminder(models.Model):
    """The one reminder (催办) of a record whose state lasted past its deadline: append-only, once a round.

    `holder` is with whom the record lay, empty where it waited for everybody who may take the next step.
    """

    district_wide_because: ClassVar[str] = THROUGH_RECORDS

    kind = models.CharField(_("kind of record"), max_length=60)
    object_id = models.BigIntegerField(_("record"))
    round = models.PositiveSmallIntegerField(_("round"))
    due_on = models.DateField(_("deadline"))
    holder = models.CharField(_("lies with"), max_length=60, blank=True)
    holder_label = models.CharField(_("name of who has it"), max_length=100, blank=True)
    union = models.BigIntegerField(_("union"), null=True)
    at = models.DateTimeField(_("time"))

    objects: ClassVar[KeptQuerySet["Reminder"]] = KeptQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "round"], name="flow_reminder_once_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.due_on}"
