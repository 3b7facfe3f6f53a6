"""Who holds a post in a union, and the terms of its committee."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.unions.choices import Engagement, Permission, Post
from yuanxin.foundation.unions.models.scope import Scoped


class Officer(Scoped):
    """Who holds a post in a union (工会干部) from `begins_on` until before `ends_on`."""

    view_permission: ClassVar[str] = Permission.VIEW

    name = models.CharField(_("name"), max_length=50)
    post = models.CharField(_("post"), max_length=16, choices=Post)
    engagement = models.CharField(_("engagement"), max_length=10, choices=Engagement)
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        constraints = [
            models.UniqueConstraint(
                fields=["union"], condition=Q(post=Post.CHAIR, ends_on__isnull=True), name="unions_officer_one_chair"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")), name="unions_officer_dates"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Term(Scoped):
    """A term of a union's committee (届次): its number and the days it runs, both in."""

    view_permission: ClassVar[str] = Permission.VIEW

    number = models.PositiveSmallIntegerField(_("term number"))
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [
            models.UniqueConstraint(fields=["union", "number"], name="unions_term_number"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="unions_term_dates"),
        ]

    def __str__(self) -> str:
        return str(self.number)
