"""The application to found a union, with the employers, the workers and the elected it names."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.flow.models import Flowing
from yuanxin.foundation.kernel.sealed import SealedField
from yuanxin.foundation.unions.choices import EmployerKind, Industry
from yuanxin.foundation.unions.models import Employer, Scoped, ScopedQuerySet, Union
from yuanxin.foundation.unions.rules import TOPMOST_LEVELS
from yuanxin.organisation.founding.choices import ApplicantState, FoundingState, Permission, Shape, Source
from yuanxin.organisation.founding.models.elections import Election, Nominee
from yuanxin.organisation.members.models import Person


def deciding_union(union: Union) -> Union:
    """The district (or city) federation at or above a union, which approves what happens to unions."""
    while union.level not in TOPMOST_LEVELS and union.parent is not None:
        union = union.parent
    return union


class Founding(Scoped, Flowing, Election):
    """An application to found a union (建会申请), from the employer's first word to the district's approval.

    `union` is the street, town or park that guides it, or the district for one directly below. `founded` is the union
    that came of it; for an employer that joins a joint union there is, that one (`joins`). `applied_from` is the
    look-up key of the network address a form came from, kept to slow down who floods it.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    name = models.CharField(_("name of the union to be"), max_length=100)
    shape = models.CharField(_("shape"), max_length=10, choices=Shape)
    joins = models.ForeignKey(
        Union, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("joint union to be joined")
    )
    source = models.CharField(_("source"), max_length=8, choices=Source)
    contact_name = models.CharField(_("contact person"), max_length=50)
    contact_phone = SealedField(_("contact's phone"))
    applied_on = models.DateField(_("applied on"))
    applied_from = models.BinaryField(_("look-up key of the address"), max_length=16, null=True, editable=False)
    prepared_on = models.DateField(_("preparatory group since"), null=True, blank=True)
    group_leader = models.CharField(_("leader of the preparatory group"), max_length=50, blank=True)
    group_members = models.CharField(_("members of the preparatory group"), max_length=200, blank=True)
    term_years = models.PositiveSmallIntegerField(_("years of the term"), null=True, blank=True)
    approved_on = models.DateField(_("approval day"), null=True, blank=True)
    approval_number = models.CharField(_("approval number"), max_length=40, blank=True)
    founded = models.ForeignKey(
        Union, models.PROTECT, null=True, blank=True, related_name="foundings", verbose_name=_("founded union")
    )
    state = models.CharField(_("state"), max_length=10, choices=FoundingState, default=FoundingState.SUBMITTED)

    class Meta:
        verbose_name = _("application to found a union")
        verbose_name_plural = _("applications to found a union")
        constraints = [
            models.CheckConstraint(
                condition=Q(shape=Shape.EXISTING) | Q(joins__isnull=True), name="founding_founding_joins"
            ),
            models.CheckConstraint(
                condition=~Q(state=FoundingState.APPROVED) | Q(approved_on__isnull=False) & ~Q(approval_number=""),
                name="founding_founding_approved",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="founding_founding_due"),
            models.Index(fields=["applied_from", "applied_on"], name="founding_founding_from"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def approver(self) -> Union:
        """The union that approves, and numbers its approval."""
        return deciding_union(self.union)


class OfFounding(models.Model):
    """What belongs to an application, and is seen by who sees it."""

    view_permission: ClassVar[str] = Permission.VIEW

    class Meta:
        abstract = True

    @property
    def union(self) -> Union:
        """The union that guides the application."""
        return self.founding.union  # type: ignore[attr-defined,no-any-return]

    @property
    def union_id(self) -> int:
        return self.founding.union_id  # type: ignore[attr-defined,no-any-return]


class OfFoundingQuerySet(ScopedQuerySet[Any]):
    scope_path = "founding__union__path"

    def of(self, founding: Founding) -> Self:
        """Those of one application."""
        return self.filter(founding=founding)


class FoundingEmployer(OfFounding):
    """An employer of an application (建会单位), as it described itself; the first one applied.

    `employer` is the one of the register: found by its credit code, or entered there on approval.
    """

    founding = models.ForeignKey(
        Founding, models.CASCADE, related_name="employers", verbose_name=_("application to found a union")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    name = models.CharField(_("employer's name"), max_length=100)
    credit_code = models.CharField(_("unified social credit code"), max_length=18)
    kind = models.CharField(_("kind of employer"), max_length=12, choices=EmployerKind, default=EmployerKind.PRIVATE)
    industry = models.CharField(_("industry section"), max_length=1, choices=Industry, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    legal_representative = models.CharField(_("legal representative"), max_length=50, blank=True)
    staff = models.PositiveIntegerField(_("staff"))
    women = models.PositiveIntegerField(_("women among the staff"), default=0)
    employer = models.ForeignKey(
        Employer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("employer in the register")
    )

    objects = OfFoundingQuerySet.as_manager()

    class Meta:
        verbose_name = _("employer of an application")
        verbose_name_plural = _("employers of applications")
        constraints = [
            models.UniqueConstraint(fields=["founding", "credit_code"], name="founding_employer_once"),
            models.CheckConstraint(condition=Q(women__lte=models.F("staff")), name="founding_employer_women"),
        ]

    def __str__(self) -> str:
        return self.name


class Applicant(OfFounding):
    """A worker on the roster of an application (入会申请人), who becomes a member when the union is approved.

    The number and the phone stand sealed, as a person's do; `particulars` are the other columns the roster had.
    """

    founding = models.ForeignKey(
        Founding, models.CASCADE, related_name="applicants", verbose_name=_("application to found a union")
    )
    row = models.PositiveIntegerField(_("row in the roster"))
    name = models.CharField(_("name"), max_length=50)
    document_type = models.CharField(_("type of document"), max_length=20)
    document_number = SealedField(_("identity document number"))
    document_digest = models.BinaryField(_("look-up key of the number"), max_length=16, editable=False)
    sex = models.PositiveSmallIntegerField(_("sex"))
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    phone = SealedField(_("mobile phone"), null=True, blank=True)
    phone_digest = models.BinaryField(_("look-up key of the phone"), max_length=16, null=True, editable=False)
    employer_name = models.CharField(_("employer as written"), max_length=100, blank=True)
    particulars = models.JSONField(_("particulars"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=ApplicantState, default=ApplicantState.WAITING)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )

    objects = OfFoundingQuerySet.as_manager()

    class Meta:
        verbose_name = _("applicant for membership")
        verbose_name_plural = _("applicants for membership")
        constraints = [models.UniqueConstraint(fields=["founding", "document_digest"], name="founding_applicant_once")]

    def __str__(self) -> str:
        return self.name


class FoundingCandidate(OfFounding, Nominee):
    """Somebody who stands for the committee of a union to be (第一届委员会候选人)."""

    founding = models.ForeignKey(
        Founding, models.CASCADE, related_name="candidates", verbose_name=_("application to found a union")
    )

    objects = OfFoundingQuerySet.as_manager()

    class Meta:
        verbose_name = _("candidate of a founding")
        verbose_name_plural = _("candidates of foundings")

    def __str__(self) -> str:
        return self.name
