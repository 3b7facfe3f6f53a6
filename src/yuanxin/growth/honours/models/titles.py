"""The titles that are awarded."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.models import DistrictWide, Versioned
from yuanxin.growth.honours.choices import HolderKind, HonourLevel, Permission


class HonourTitleQuerySet(models.QuerySet["HonourTitle"]):
    def awarded_on(self, day: datetime.date) -> Self:
        """The titles that are awarded on `day`."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day))

    def visible_to(self, actor: Actor, permission: str = "") -> Self:
        """All of them to who may see honours anywhere."""
        return self if actor.may_somewhere(permission or Permission.VIEW) else self.none()


class HonourTitle(DistrictWide, Versioned):
    """A title that is awarded (荣誉称号): 全国劳动模范, 杭州市五一劳动奖章, 最美西湖人.

    `code` is what figures know it by, and never changes. Who holds a title marked `model_worker` is a model worker
    (劳模) of its level. From `ended_on` the title is awarded no more; those who hold it keep it.
    """

    view_permission: ClassVar[str] = Permission.VIEW
    district_wide_because: ClassVar[str] = "a title is the same one whoever of the district holds it"

    code = models.SlugField(_("code of the title"), max_length=40, unique=True, allow_unicode=False)
    name = models.CharField(_("honour title"), max_length=60, unique=True)
    level = models.PositiveSmallIntegerField(pgettext_lazy("honour", "level"), choices=HonourLevel)
    holder_kind = models.CharField(pgettext_lazy("honour", "held by"), max_length=10, choices=HolderKind)
    granting_body = models.CharField(_("granted by"), max_length=100)
    model_worker = models.BooleanField(_("title of a model worker"), default=False)
    ended_on = models.DateField(_("awarded no more from"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = HonourTitleQuerySet.as_manager()

    class Meta:
        verbose_name = _("honour title")
        verbose_name_plural = _("honour titles")
        indexes = [models.Index(fields=["level", "name"], name="honours_title_level")]

    def __str__(self) -> str:
        return self.name
