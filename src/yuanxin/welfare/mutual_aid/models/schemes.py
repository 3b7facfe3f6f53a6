"""The schemes: one period of mutual aid each."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.models import DistrictWide, Versioned
from yuanxin.welfare.mutual_aid.choices import Permission


class SchemeQuerySet(models.QuerySet["Scheme"]):
    def visible_to(self, actor: Actor, permission: str = "") -> Self:
        """All of them to who may see enrolments anywhere."""
        return self if actor.may_somewhere(permission or Permission.VIEW) else self.none()

    def holding(self, day: datetime.date) -> SchemeQuerySet:
        """Those whose period holds the day."""
        return self.filter(begins_on__lte=day, ends_on__gte=day)


class Scheme(DistrictWide, Versioned):
    """A period of mutual aid (互助期, mostly a year): covers from `begins_on` to `ends_on`, both in.

    Units list their members from `opens_on` to `closes_on`, both in; whoever comes to a unit later may be enrolled at
    once, with a waiting period. Fee, waiting period and benefits are the policies in force on the first day.
    """

    view_permission: ClassVar[str] = Permission.VIEW
    district_wide_because: ClassVar[str] = "every union of the district enrols its members in the same scheme"

    name = models.CharField(pgettext_lazy("scheme", "name"), max_length=60, unique=True)
    begins_on = models.DateField(_("covers from"))
    ends_on = models.DateField(_("covers until"))
    opens_on = models.DateField(_("enrolment from"))
    closes_on = models.DateField(_("enrolment until"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("scheme of mutual aid")
        verbose_name_plural = _("schemes of mutual aid")
        ordering = ("-begins_on", "id")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="mutual_aid_scheme_period"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")) & Q(opens_on__lte=F("ends_on")),
                name="mutual_aid_scheme_window",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def period(self) -> Period:
        """The days it covers."""
        return Period(self.begins_on, self.ends_on)

    @property
    def window(self) -> Period:
        """The days on which units list their members."""
        return Period(self.opens_on, self.closes_on)
