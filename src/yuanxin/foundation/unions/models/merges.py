"""What was merged into what, so that it can be taken apart again."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.unions.choices import Permission
from yuanxin.foundation.unions.models.scope import Scoped


class Merge(Scoped):
    """One record found to be another one entered twice, and merged into it (合并).

    The changed rows stand in the trail under `events`; this row says where, and up to which row of each table nothing
    had come since (`marks`). `union` is the survivor's when they were merged. `undone_by` is the event that took the
    merge apart.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    kind = models.CharField(_("kind of record"), max_length=60)
    survivor = models.BigIntegerField(_("kept"))
    absorbed = models.BigIntegerField(_("merged"))
    survivor_label = models.CharField(_("record kept"), max_length=200)
    absorbed_label = models.CharField(_("record merged"), max_length=200)
    reason = models.CharField(_("reason"), max_length=500)
    rows = models.PositiveIntegerField(_("rows moved"))
    merged_at = models.DateTimeField(_("merged at"))
    merged_by = models.CharField(_("merged by"), max_length=200)
    events = models.JSONField(_("events"), default=list)
    marks = models.JSONField(_("highest rows then"), default=dict)
    undone_by = models.BigIntegerField(_("taken apart by"), null=True, blank=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        indexes = [
            models.Index(fields=["kind", "survivor"], name="unions_merge_survivor"),
            models.Index(fields=["kind", "absorbed"], name="unions_merge_absorbed"),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_label} → {self.survivor_label}"
