"""What a record in a flow carries, and the decisions taken on it."""

from collections.abc import Collection
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.documents.models import Attachment
from yuanxin.foundation.flow.models.bookkeeping import KeptQuerySet
from yuanxin.foundation.unions.models import Versioned


class Flowing(Versioned):
    """A record that goes through a flow. The deriving model adds its `state`, with its choices.

    `due_on` is the last day on which the present state is in time; `round` counts the states it has been in, so that
    decisions taken before a return for correction do not count again.
    """

    due_on = models.DateField(_("deadline"), null=True, blank=True, editable=False)
    round = models.PositiveSmallIntegerField(_("round"), default=1, editable=False)

    class Meta:
        abstract = True


class DecisionQuerySet(KeptQuerySet["Decision"]):
    """Decisions on records."""

    def behind(self, keys: Collection[str]) -> "DecisionQuerySet":
        """Those that somebody of `keys` stands behind: who took them, or whom they were taken for."""
        return self.filter(Q(actor__in=keys) | Q(for_actor__in=keys))


class Decision(models.Model):
    """One step that a person, or the system, took on a record (办理意见): append-only, without foreign keys.

    `union` is the id of the union that it was taken for, `office` the name of the one it was taken from. `round` is the
    record's when it was taken. `for_actor` is the officer whom the actor deputised for, empty where it acted in its own
    right.
    """

    district_wide_because: ClassVar[str] = "bookkeeping of records that are scoped themselves; read through those"

    kind = models.CharField(_("kind of record"), max_length=60)
    object_id = models.BigIntegerField(_("record"))
    label = models.CharField(_("record's name"), max_length=200)
    round = models.PositiveSmallIntegerField(_("round"))
    action = models.CharField(_("action"), max_length=40)
    side = models.CharField(_("side"), max_length=20, blank=True)
    from_state = models.CharField(_("from state"), max_length=20, blank=True)
    to_state = models.CharField(_("to state"), max_length=20)
    actor = models.CharField(_("actor"), max_length=60)
    actor_label = models.CharField(_("actor's name"), max_length=100)
    for_actor = models.CharField(_("acting for"), max_length=60, blank=True, default="")
    for_label = models.CharField(_("name of who it was taken for"), max_length=100, blank=True, default="")
    office = models.CharField(_("union of the actor"), max_length=100, blank=True, default="")
    union = models.BigIntegerField(_("union"), null=True)
    opinion = models.CharField(_("opinion"), max_length=500, blank=True)
    at = models.DateTimeField(_("time"))

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "round", "side"],
                condition=~Q(side=""),
                name="flow_decision_once_a_side",
            )
        ]
        indexes = [
            models.Index(fields=["kind", "object_id", "id"], name="flow_decision_record"),
            models.Index(fields=["actor", "id"], name="flow_decision_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.label}"

    @property
    def people(self) -> frozenset[str]:
        """Everybody who stands behind it, by key."""
        return frozenset(filter(None, (self.actor, self.for_actor)))


class DecisionFile(models.Model):
    """A file that was given with an opinion (意见附件); the attachment itself belongs to the record."""

    district_wide_because: ClassVar[str] = "bookkeeping of records that are scoped themselves; read through those"

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="files", verbose_name=_("decision"))
    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="+", verbose_name=_("attachment"))

    class Meta:
        verbose_name = _("file of a decision")
        verbose_name_plural = _("files of decisions")

    def __str__(self) -> str:
        return str(self.attachment)
