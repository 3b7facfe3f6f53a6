"""Employers, and which union covers them from when to when."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.choices import EmployerKind, Industry, Permission
from yuanxin.foundation.unions.models.scope import Mergeable, Scoped, ScopedQuerySet, StandingManager, survivor_index
from yuanxin.foundation.unions.models.tree import Union


class EmployerQuerySet(ScopedQuerySet["Employer"]):
    def visible_to(self, actor: Actor, permission: str = "") -> Self:
        """Employers of the actor's areas, and those that the actor's unions cover or covered."""
        if actor.everywhere:
            return self.all()
        permission = permission or self.model.view_permission
        own: models.QuerySet[Employer] = ScopedQuerySet(self.model).visible_to(actor, permission)
        covered = Coverage.objects.visible_to(actor, permission)
        return self.filter(Q(pk__in=own.values("pk")) | Q(pk__in=covered.values("employer")))


class Employer(Scoped, Mergeable):
    """An employer (单位). `union` is the street, town or park of its area; the unions that cover it see it too."""

    view_permission: ClassVar[str] = Permission.VIEW

    name = models.CharField(_("employer's name"), max_length=100, db_index=True)
    pinyin = models.CharField(_("pinyin"), max_length=200, editable=False, default="", db_index=True)
    initials = models.CharField(_("pinyin initials"), max_length=50, editable=False, default="", db_index=True)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, null=True, blank=True, unique=True)
    kind = models.CharField(_("kind of employer"), max_length=12, choices=EmployerKind, default=EmployerKind.PRIVATE)
    industry = models.CharField(_("industry section"), max_length=1, choices=Industry, blank=True)
    staff = models.PositiveIntegerField(_("staff"), null=True, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)

    objects = StandingManager.from_queryset(EmployerQuerySet)()  # type: ignore[assignment]
    with_merged = EmployerQuerySet.as_manager()

    class Meta:
        verbose_name = _("employer")
        verbose_name_plural = _("employers")
        indexes = [survivor_index("unions_employer_merged")]

    def __str__(self) -> str:
        return self.name


class Coverage(Scoped):
    """An employer covered by a union (覆盖单位) from `begins_on` until before `ends_on`.

    `founding` marks the coverage that the union's own founding brought (fact F08).
    """

    view_permission: ClassVar[str] = Permission.VIEW
    named_with = ("union", "employer")

    # Its own index is the first column of the one below.
    union = models.ForeignKey(Union, models.PROTECT, related_name="coverage", db_index=False, verbose_name=_("union"))
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="coverage", verbose_name=_("employer"))
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("ended on"), null=True, blank=True)
    founding = models.BooleanField(_("with the founding"), default=False)

    class Meta:
        verbose_name = _("coverage")
        verbose_name_plural = _("coverage")
        # Whom a union covered on a day is told from this alone.
        indexes = [models.Index(fields=["union", "begins_on", "ends_on", "employer"], name="unions_coverage_days")]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "employer"], condition=Q(ends_on__isnull=True), name="unions_coverage_open_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")), name="unions_coverage_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.union} — {self.employer}"
