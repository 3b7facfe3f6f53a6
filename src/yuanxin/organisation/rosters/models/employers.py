"""Employers' names that rosters brought and nobody has confirmed yet."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.unions.models import Employer, Scoped
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.rosters.choices import EmployerState


class UnknownEmployer(Scoped):
    """An employer's name that a roster wrote and the registry does not know (待确认单位).

    The persons keep the name as written. An import never makes an employer or its coverage: somebody of the union says
    which employer it is.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+", verbose_name=_("batch"))
    name = models.CharField(_("employer as written"), max_length=100)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    persons = models.PositiveIntegerField(_("persons"))
    state = models.CharField(_("state"), max_length=9, choices=EmployerState, default=EmployerState.OPEN)
    employer = models.ForeignKey(
        Employer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("employer")
    )

    class Meta:
        verbose_name = _("employer to be confirmed")
        verbose_name_plural = _("employers to be confirmed")
        constraints = [
            models.UniqueConstraint(
                fields=["union", "name"], condition=Q(state="open"), name="rosters_employer_open_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
