"""What happened, who did it, and what the rows were before: append-only, without foreign keys."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.registry import action_label


class Event(models.Model):
    """One write, clear view, export or sign-in (操作留痕), written in the transaction of what it tells of.

    Actor and object are text, so that the trail outlives them. `union` is the id of the union it happened in.
    `changes` counts the rows it changed; they stand in `journal` (empty: in `Change`). `digest` covers the event
    itself and those rows; see `audit.digests`.
    """

    district_wide_because: ClassVar[str] = "the trail of every union; only who may read the audit log sees it"

    at = models.DateTimeField(_("time"), db_index=True)
    actor = models.CharField(_("actor"), max_length=60, db_index=True)
    actor_label = models.CharField(_("actor's name"), max_length=100)
    address = models.CharField(_("network address"), max_length=45, blank=True)
    action = models.CharField(_("action"), max_length=80, db_index=True)
    kind = models.CharField(_("kind of record"), max_length=60, blank=True)
    object_id = models.BigIntegerField(_("record"), null=True)
    object_label = models.CharField(_("record's name"), max_length=200, blank=True)
    union = models.BigIntegerField(_("union"), null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    details = models.JSONField(_("details"), default=dict)
    changes = models.PositiveIntegerField(_("changed rows"), default=0)
    journal = models.CharField(_("journal of the changed rows"), max_length=20, blank=True)
    digest = models.BinaryField(_("digest"), max_length=32)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["kind", "object_id", "id"], name="audit_event_object"),
            models.Index(fields=["union", "id"], name="audit_event_union"),
        ]

    def __str__(self) -> str:
        # Without the record's name: not everyone who reads the trail may read that.
        return action_label(self.action)


class Change(models.Model):
    """One row before and after a write (变更记录): what row history, undo and as-of questions read.

    `before` is null for a new row. Sealed fields stand here sealed.
    """

    district_wide_because: ClassVar[str] = "belongs to its event; shown only as the history of a row in scope"

    event = models.BigIntegerField(_("event"), db_index=True)
    kind = models.CharField(_("kind of record"), max_length=60)
    object_id = models.BigIntegerField(_("record"))
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [models.Index(fields=["kind", "object_id", "event"], name="audit_change_object")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class Seal(models.Model):
    """One link of the chain over the trail (封存): the events up to `last_event` that no seal before it holds.

    Made periodically, so that no write waits. `leaves` names each event with its digest, which is how
    `audit verify` tells the first one that was changed, taken out or put in; `digest` covers the leaves and the
    digest of the seal before.
    """

    district_wide_because: ClassVar[str] = "digests over the trail of every union"

    number = models.PositiveIntegerField(_("number"), unique=True)
    made_at = models.DateTimeField(_("made at"))
    last_event = models.BigIntegerField(_("last event"), unique=True)
    events = models.PositiveIntegerField(_("events"))
    leaves = models.BinaryField(_("digests of the events"))
    digest = models.BinaryField(_("digest"), max_length=32)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["number"]

    def __str__(self) -> str:
        return str(self.number)
