"""Honours and their holders."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.unions.models import Employer, Scoped, ScopedQuerySet, Union, Versioned
from yuanxin.growth.honours.choices import Permission, Standing, Withdrawal
from yuanxin.growth.honours.models.titles import HonourTitle
from yuanxin.organisation.members.models import Person

# Withdrawals that say the honour was never a second one; the same award may be entered once more beside them.
NEVER_HELD = (Withdrawal.MISTAKE, Withdrawal.MERGED)
COUNTED = ~Q(withdrawal__in=NEVER_HELD)


class HonourQuerySet(ScopedQuerySet["Honour"]):
    def held_on(self, day: datetime.date) -> Self:
        """Honours held at the end of `day`: awarded by then, and not withdrawn."""
        return self.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=day), awarded_on__lte=day)

    def lived(self) -> Self:
        """Without those entered by mistake or twice."""
        return self.filter(COUNTED)

    def of_title(self, *codes: str) -> Self:
        """Those of these titles."""
        return self.filter(title__code__in=codes)


class Honour(Scoped, Versioned):
    """A title held by somebody (荣誉): awarded on a day, and held until before `withdrawn_on`, where there is one.

    The holder is a person, an employer or a team of one, or a union, as the title says. `holder_name` is the name as
    the award has it; that of a person, an employer or a union unknown to the register stands alone. `union` is where
    the holder belonged when the honour was won, and counts it. The same title is won by one holder once a `year`.
    """

    view_permission: ClassVar[str] = Permission.VIEW
    named_with = ("title",)

    # Its own index is the first column of the one below.
    union = models.ForeignKey(Union, models.PROTECT, related_name="+", db_index=False, verbose_name=_("union"))
    title = models.ForeignKey(HonourTitle, models.PROTECT, related_name="honours", verbose_name=_("honour title"))
    year = models.PositiveSmallIntegerField(_("for the year"))
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="honours", verbose_name=_("person of the register")
    )
    employer = models.ForeignKey(
        Employer, models.PROTECT, null=True, blank=True, related_name="honours", verbose_name=_("employer")
    )
    holder_union = models.ForeignKey(
        Union, models.PROTECT, null=True, blank=True, related_name="honours", verbose_name=_("union that holds it")
    )
    holder_name = models.CharField(_("holder"), max_length=100)
    awarded_on = models.DateField(_("awarded on"))
    document_number = models.CharField(_("number of the decision"), max_length=60, blank=True)
    certificate_number = models.CharField(_("certificate number"), max_length=60, blank=True)
    withdrawn_on = models.DateField(_("held no longer from"), null=True, blank=True)
    withdrawal = models.CharField(_("why held no longer"), max_length=10, choices=Withdrawal, blank=True)

    objects = HonourQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("honour")
        verbose_name_plural = _("honours")
        constraints = [
            models.UniqueConstraint(
                fields=["title", "year", "person"],
                condition=Q(person__isnull=False) & COUNTED,
                name="honours_person_once",
            ),
            models.UniqueConstraint(
                fields=["title", "year", "employer", "holder_name"],
                condition=Q(employer__isnull=False) & COUNTED,
                name="honours_employer_once",
            ),
            models.UniqueConstraint(
                fields=["title", "year", "holder_union"],
                condition=Q(holder_union__isnull=False) & COUNTED,
                name="honours_union_once",
            ),
            models.UniqueConstraint(
                fields=["title", "year", "union", "holder_name"],
                condition=Q(person__isnull=True, employer__isnull=True, holder_union__isnull=True) & COUNTED,
                name="honours_name_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawal="")
                | (Q(withdrawn_on__isnull=False, withdrawn_on__gte=F("awarded_on")) & ~Q(withdrawal="")),
                name="honours_withdrawal",
            ),
        ]
        indexes = [
            models.Index(fields=["union", "awarded_on"], name="honours_awarded"),
            models.Index(fields=["title", "awarded_on"], name="honours_of_title"),
            models.Index(fields=["awarded_on", "id"], name="honours_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.holder_name} {self.title}"

    @property
    def standing(self) -> Standing:
        """Whether it is held, was withdrawn, or never counted."""
        if not self.withdrawal:
            return Standing.HELD
        return Standing.NEVER if self.withdrawal in NEVER_HELD else Standing.WITHDRAWN

    def get_standing_display(self) -> str:
        """The same in words."""
        return str(self.standing.label)
