"""Who is enrolled: a person in a scheme."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.unions.models import Scoped, ScopedQuerySet, Union, Versioned
from yuanxin.organisation.members.models import Person
from yuanxin.welfare.mutual_aid.choices import EnrolmentKind, EnrolmentState, Permission
from yuanxin.welfare.mutual_aid.models.schemes import Scheme
from yuanxin.welfare.mutual_aid.models.units import UnitEnrolment


class EnrolmentQuerySet(ScopedQuerySet["Enrolment"]):
    def valid(self) -> EnrolmentQuerySet:
        """Those that count (人次): checked, and not cancelled; whether they cover today their dates say."""
        return self.filter(state=EnrolmentState.VALID)

    def covering(self, day: datetime.date) -> EnrolmentQuerySet:
        """Those under whose cover the day lies, waiting period or not."""
        return self.valid().filter(effective_from__lte=day, effective_to__gte=day)

    def of(self, *persons: Person) -> EnrolmentQuerySet:
        """Those of these people."""
        return self.filter(person__in=persons)


class Enrolment(Scoped, Versioned):
    """A person in one scheme (参保, a 人次 of F84), through `unit`; `union` is the union that enrolled.

    Covers from `effective_from` to `effective_to`, both in, which stand once the unit's enrolment is checked; illness
    only after `waiting_until`, accidents at once. One a person and scheme: a cancelled one (struck off the list, or
    entered by mistake) is taken up again where the person is listed anew.
    """

    view_permission: ClassVar[str] = Permission.VIEW
    named_with = ("person", "scheme")

    # Its own index is the first column of the one below.
    union = models.ForeignKey(Union, models.PROTECT, related_name="+", db_index=False, verbose_name=_("union"))
    # No list asks for a scheme alone, and an index over so few values is read for the wrong question.
    scheme = models.ForeignKey(
        Scheme, models.PROTECT, related_name="enrolments", db_index=False, verbose_name=_("scheme")
    )
    unit = models.ForeignKey(UnitEnrolment, models.PROTECT, related_name="enrolments", verbose_name=_("unit enrolment"))
    # Its index is that of the constraint below.
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="enrolments", db_index=False, verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=EnrolmentKind, default=EnrolmentKind.FIRST)
    state = models.CharField(_("state"), max_length=9, choices=EnrolmentState, default=EnrolmentState.LISTED)
    effective_from = models.DateField(_("covered from"), null=True, blank=True)
    effective_to = models.DateField(_("covered until"), null=True, blank=True)
    waiting_until = models.DateField(_("waiting until"), null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("enrolment in mutual aid")
        verbose_name_plural = _("enrolments in mutual aid")
        constraints = [
            models.UniqueConstraint(fields=["person", "scheme"], name="mutual_aid_enrolment_once"),
            models.CheckConstraint(
                condition=~Q(state=EnrolmentState.VALID) | Q(effective_from__isnull=False, effective_to__isnull=False),
                name="mutual_aid_enrolment_dated",
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="mutual_aid_enrolment_dates",
            ),
        ]
        indexes = [
            # What the figures are made of.
            models.Index(fields=["union", "effective_from", "person"], name="mutual_aid_enrolment_union"),
            models.Index(fields=["effective_from", "union", "person"], name="mutual_aid_enrolment_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.scheme}"
