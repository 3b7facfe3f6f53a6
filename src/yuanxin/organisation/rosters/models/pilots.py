"""The work done for the pilot of the city's smart-union platform."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.unions.models import Scoped, Versioned
from yuanxin.organisation.rosters.choices import Permission, PilotKind


class PilotTask(Scoped, Versioned):
    """Work that staff of a union did for the pilot of the platform (试点工作): research, debugging, trial run (F14).

    `done_on` is the day it was done, or ended; `hours` are working hours of all who took part.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    kind = models.CharField(_("kind of work"), max_length=9, choices=PilotKind)
    subject = models.CharField(_("subject"), max_length=100)
    done_on = models.DateField(_("done on"))
    staff = models.CharField(_("staff"), max_length=200)
    hours = models.PositiveSmallIntegerField(_("hours"))
    result = models.CharField(_("what came of it"), max_length=200)
    withdrawn = models.BooleanField(_("entered by mistake"), default=False)

    class Meta:
        verbose_name = _("pilot task")
        verbose_name_plural = _("pilot tasks")
        constraints = [models.CheckConstraint(condition=Q(hours__gt=0), name="rosters_pilot_hours")]
        indexes = [
            models.Index(fields=["union", "done_on", "kind"], name="rosters_pilot_union"),
            models.Index(fields=["done_on", "union", "kind"], name="rosters_pilot_day"),
        ]

    def __str__(self) -> str:
        return self.subject
