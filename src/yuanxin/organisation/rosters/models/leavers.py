"""Members whom a roster of everybody no longer lists."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.unions.models import Scoped
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.rosters.choices import LeaverState


class Leaver(Scoped):
    """Somebody active in the union whom its new roster does not list (减员).

    `person` and `membership` are ids, as in the staged rows: a comparison is a snapshot, and `version` tells whether
    the membership is still the one that was compared. `on_last` says whether the last accepted roster had listed the
    person; `suspect_row` names a row of the new one that may be the same person under another number.
    """

    view_permission: ClassVar[str] = Permission.IMPORT

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+", verbose_name=_("batch"))
    number = models.PositiveIntegerField(_("number"))
    person = models.BigIntegerField(_("person"))
    membership = models.BigIntegerField(_("membership"))
    version = models.PositiveIntegerField(_("version"))
    retention = models.BigIntegerField(_("retention that ended with it"), null=True)
    on_last = models.BooleanField(_("on the last roster"))
    suspect_row = models.PositiveIntegerField(_("row that may be the same person"), null=True)
    state = models.CharField(_("state"), max_length=9, choices=LeaverState, default=LeaverState.WAITING)

    class Meta:
        verbose_name = _("member no longer on the roster")
        verbose_name_plural = _("members no longer on the roster")
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="rosters_leaver_once")]
        indexes = [models.Index(fields=["membership", "state"], name="rosters_leaver_of_member")]

    def __str__(self) -> str:
        return f"{self.batch} {self.number}"
