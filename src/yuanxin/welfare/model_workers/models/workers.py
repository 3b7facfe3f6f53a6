"""Model workers, and the spells in which the district serves them."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.kernel.sealed import SealedField
from yuanxin.foundation.unions.models import Scoped, ScopedQuerySet, Union, Versioned
from yuanxin.growth.honours.choices import HonourLevel
from yuanxin.growth.honours.models import Honour
from yuanxin.organisation.members.models import Person
from yuanxin.welfare.model_workers.choices import Employment, Insurance, Permission, SpellEnd, WorkerState


class ModelWorkerQuerySet(ScopedQuerySet["ModelWorker"]):
    def active(self) -> Self:
        """Those whom the district serves now."""
        return self.filter(state=WorkerState.ACTIVE)


class ModelWorker(Scoped, Versioned):
    """A model worker's file (劳模一人一档), one a person, standing on the honour that gives the level.

    `union` is the one that serves the model worker: most often the own one, or the street where somebody retired lives.
    Level and state are those of the last spell. What is known of health, card and contact stands sealed; the income is
    that of the last survey.
    """

    view_permission: ClassVar[str] = Permission.VIEW
    named_with = ("person",)

    person = models.OneToOneField(
        Person, models.PROTECT, related_name="model_worker", verbose_name=pgettext_lazy("model worker", "person")
    )
    honour = models.ForeignKey(
        Honour, models.PROTECT, related_name="model_workers", verbose_name=_("honour that gives the level")
    )
    level = models.PositiveSmallIntegerField(pgettext_lazy("honour", "level"), choices=HonourLevel)
    state = models.CharField(_("state"), max_length=10, choices=WorkerState, default=WorkerState.ACTIVE)
    employment = models.CharField(pgettext_lazy("model worker", "standing"), max_length=10, choices=Employment)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)
    insurance = models.CharField(_("medical insurance"), max_length=10, choices=Insurance, blank=True)
    health = SealedField(_("state of health"), null=True, blank=True)
    account = SealedField(_("bank card"), null=True, blank=True)
    bank = models.CharField(_("bank and branch"), max_length=100, blank=True)
    contact_name = models.CharField(pgettext_lazy("model worker", "contact person"), max_length=50, blank=True)
    contact_phone = SealedField(_("phone of the contact"), null=True, blank=True)
    moved_from = models.CharField(_("moved in from"), max_length=100, blank=True)
    moved_to = models.CharField(_("moved out to"), max_length=100, blank=True)
    died_on = models.DateField(_("died on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = ModelWorkerQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("model worker")
        verbose_name_plural = _("model workers")
        indexes = [models.Index(fields=["level", "id"], name="model_workers_level")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=WorkerState.DECEASED, died_on__isnull=False)
                | (~Q(state=WorkerState.DECEASED) & Q(died_on__isnull=True)),
                name="model_workers_died",
            ),
        ]

    def __str__(self) -> str:
        return self.person.name


class WorkerSpellQuerySet(ScopedQuerySet["WorkerSpell"]):
    def open(self) -> Self:
        """Spells without an end."""
        return self.filter(ends_on=None)

    def on(self, day: datetime.date) -> Self:
        """Spells that hold `day`."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), begins_on__lte=day)


class WorkerSpell(Scoped):
    """A time in which a model worker of one level is served by one union (在册记录): from `begins_on` until before
    `ends_on`. At most one is open a model worker; stocks on any day are counted from these."""

    view_permission: ClassVar[str] = Permission.VIEW
    named_with = ("worker__person",)

    # Its own index is the first column of the one below.
    union = models.ForeignKey(Union, models.PROTECT, related_name="+", db_index=False, verbose_name=_("union"))
    worker = models.ForeignKey(ModelWorker, models.PROTECT, related_name="spells", verbose_name=_("model worker"))
    level = models.PositiveSmallIntegerField(pgettext_lazy("honour", "level"), choices=HonourLevel)
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("ended on"), null=True, blank=True)
    end_kind = models.CharField(
        pgettext_lazy("model worker", "why it ended"), max_length=10, choices=SpellEnd, blank=True
    )

    objects = WorkerSpellQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("spell on the register")
        verbose_name_plural = _("spells on the register")
        constraints = [
            models.UniqueConstraint(
                fields=["worker"], condition=Q(ends_on__isnull=True), name="model_workers_spell_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True, end_kind="")
                | (Q(ends_on__isnull=False, ends_on__gte=F("begins_on")) & ~Q(end_kind="")),
                name="model_workers_spell_end",
            ),
        ]
        indexes = [
            models.Index(fields=["union", "begins_on"], name="model_workers_spell_begun"),
            models.Index(fields=["union", "ends_on"], name="model_workers_spell_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.worker} {self.begins_on}"
