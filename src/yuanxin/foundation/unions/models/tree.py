"""The union at its place in the tree, and the codes that lead to it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.kernel.actors import PATH_STEP
from yuanxin.foundation.unions.choices import Form, FoundingMode, Level, Permission, UnionState
from yuanxin.foundation.unions.models.scope import ScopedQuerySet, Versioned

MAX_DEPTH = 8


class UnionQuerySet(ScopedQuerySet["Union"]):
    scope_path = "path"

    def in_force(self) -> UnionQuerySet:
        """Unions that exist and are neither merged nor revoked."""
        return self.filter(state=UnionState.ACTIVE)

    def in_force_or_preparing(self) -> UnionQuerySet:
        """Unions in force and those on the way to it."""
        return self.filter(state__in=[UnionState.ACTIVE, UnionState.PREPARING])


class Union(Versioned):
    """A trade union organisation (工会组织) at its place in the tree.

    `parent` is the truth, `path` is derived from it: five digits a level, written by `unions.services` only.
    `code` never changes and is never given twice; a merged union's code leads to `merged_into`.
    `approved_on` is the day the upper union approved the founding (批复日期, fact F07); `ended_on` the first day
    on which it no longer was in force.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    code = models.CharField(_("union code"), max_length=20, unique=True)
    name = models.CharField(_("union name"), max_length=100, db_index=True)
    pinyin = models.CharField(_("pinyin"), max_length=200, db_index=True, editable=False, default="")
    initials = models.CharField(_("pinyin initials"), max_length=50, db_index=True, editable=False, default="")
    level = models.CharField(_("level"), max_length=12, choices=Level)
    form = models.CharField(_("form"), max_length=20, choices=Form)
    founding_mode = models.CharField(_("founding mode"), max_length=10, choices=FoundingMode, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("upper union")
    )
    path = models.CharField(_("path"), max_length=PATH_STEP * MAX_DEPTH, unique=True, editable=False)
    division = models.CharField(_("division code"), max_length=12, blank=True)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True, db_index=True)
    state = models.CharField(_("state"), max_length=10, choices=UnionState, default=UnionState.ACTIVE)
    approved_on = models.DateField(_("approval day"), null=True, blank=True)
    approval_number = models.CharField(_("approval number"), max_length=40, blank=True)
    ended_on = models.DateField(_("no longer in force from"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_unions", verbose_name=_("merged into")
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    telephone = models.CharField(_("office telephone"), max_length=20, blank=True)

    objects = UnionQuerySet.as_manager()

    class Meta:
        verbose_name = _("union")
        verbose_name_plural = _("unions")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(state=UnionState.MERGED), name="unions_union_merged_state"
            ),
        ]
        indexes = [models.Index(fields=["approved_on", "id"], name="unions_union_approved")]

    def __str__(self) -> str:
        return self.name

    @property
    def union_id(self) -> int:
        """Its own id: a union stands in itself."""
        return self.pk


class FormerCode(models.Model):
    """A code that once named a union (曾用编码) and still leads to it."""

    view_permission: ClassVar[str] = Permission.VIEW

    code = models.CharField(_("former code"), max_length=20, unique=True)
    union = models.ForeignKey(Union, models.PROTECT, related_name="former_codes", verbose_name=_("union"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("former union code")
        verbose_name_plural = _("former union codes")

    def __str__(self) -> str:
        return self.code
