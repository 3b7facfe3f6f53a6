"""The lists that claims are entered by: hospitals (定点医院) and illnesses (病种)."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.models import DistrictWide, Versioned
from yuanxin.welfare.mutual_aid.choices import BenefitKind, HospitalLevel, Permission


class ListQuerySet(models.QuerySet["models.Model"]):
    """Rows of a list that everybody who works with claims reads."""

    def visible_to(self, actor: Actor, permission: str = "") -> Self:
        """All of them to who may see claims anywhere."""
        return self if actor.may_somewhere(permission or Permission.VIEW_CLAIMS) else self.none()


class Hospital(DistrictWide, Versioned):
    """A hospital that mutual aid knows, and from when until before when it was on the list of the scheme.

    One that leaves the list stays here: stays in it before that day are still paid for.
    """

    view_permission: ClassVar[str] = Permission.VIEW_CLAIMS
    district_wide_because: ClassVar[str] = "members of every union are treated in the same hospitals"

    code = models.CharField(_("code of the hospital"), max_length=30, unique=True)
    name = models.CharField(_("name of the hospital"), max_length=100)
    pinyin = models.CharField(_("pinyin"), max_length=200, editable=False)
    initials = models.CharField(_("pinyin initials"), max_length=60, editable=False)
    level = models.CharField(_("level of the hospital"), max_length=10, choices=HospitalLevel, blank=True)
    listed_from = models.DateField(_("on the list from"))
    listed_until = models.DateField(_("no longer listed from"), null=True, blank=True)

    objects = ListQuerySet.as_manager()

    class Meta:
        verbose_name = _("hospital")
        verbose_name_plural = _("hospitals")
        constraints = [
            models.CheckConstraint(
                condition=Q(listed_until__isnull=True) | Q(listed_until__gte=F("listed_from")),
                name="mutual_aid_hospital_dates",
            )
        ]
        indexes = [models.Index(fields=["pinyin", "id"], name="mutual_aid_hospital_pinyin")]

    def __str__(self) -> str:
        return self.name

    def listed_on(self, day: datetime.date) -> bool:
        """Whether it is on the list that day."""
        return self.listed_from <= day and (self.listed_until is None or day < self.listed_until)


class Illness(DistrictWide, Versioned):
    """An illness by its code (ICD-10, 国家医保版), and for which of the benefits with a list of illnesses it counts."""

    view_permission: ClassVar[str] = Permission.VIEW_CLAIMS
    district_wide_because: ClassVar[str] = "a code table of the state, and the lists of the scheme; nobody's illness"

    code = models.CharField(_("code of the illness"), max_length=20, unique=True)
    name = models.CharField(_("name of the illness"), max_length=150)
    pinyin = models.CharField(_("pinyin"), max_length=300, editable=False)
    initials = models.CharField(_("pinyin initials"), max_length=90, editable=False)
    outpatient = models.BooleanField(_("treated as outpatient special illness"), default=False)
    major_illness = models.BooleanField(_("on the list of major illnesses"), default=False)
    women = models.BooleanField(_("on the list of illnesses of women"), default=False)

    objects = ListQuerySet.as_manager()

    class Meta:
        verbose_name = _("illness")
        verbose_name_plural = _("illnesses")
        indexes = [models.Index(fields=["pinyin", "id"], name="mutual_aid_illness_pinyin")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def counts_for(self, kind: str) -> bool:
        """Whether the benefit is paid for it; a stay in hospital and a death by accident ask for no list."""
        listed = {
            BenefitKind.OUTPATIENT: self.outpatient,
            BenefitKind.MAJOR_ILLNESS: self.major_illness,
            BenefitKind.WOMEN: self.women,
        }
        return listed.get(BenefitKind(kind), True)
