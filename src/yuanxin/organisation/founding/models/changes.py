"""The application to change, merge, revoke or renew a union."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.flow.models import Flowing
from yuanxin.foundation.unions.choices import Form
from yuanxin.foundation.unions.models import Employer, Scoped, ScopedQuerySet, Union
from yuanxin.organisation.founding.choices import ChangeKind, ChangeState, Fate, Permission
from yuanxin.organisation.founding.models.elections import Election, Nominee
from yuanxin.organisation.founding.models.foundings import deciding_union

OPEN_STATES = (ChangeState.SUBMITTED, ChangeState.RETURNED, ChangeState.REVIEWED)


class UnionChange(Scoped, Flowing, Election):
    """An application about a union there is (变更、合并、撤销、换届、延期换届申请); nothing changes before approval.

    Which columns are filled follows from `kind`; a blank one of a change stays as it is. What is approved takes effect
    on the approval day. `survivor` takes over what the union holds; of a revocation `fate` says whether anybody does.
    `term_begins_on` and `term_ends_on` are the new term's days, both in; of a postponement only the second is given.
    """

    view_permission: ClassVar[str] = Permission.VIEW
    named_with = ("union",)

    kind = models.CharField(_("kind of application"), max_length=14, choices=ChangeKind)
    applied_on = models.DateField(_("applied on"))
    reason = models.CharField(_("reason"), max_length=200)
    new_name = models.CharField(_("new name"), max_length=100, blank=True)
    new_form = models.CharField(_("new form"), max_length=20, choices=Form, blank=True)
    new_address = models.CharField(_("new address"), max_length=200, blank=True)
    new_parent = models.ForeignKey(
        Union, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("new upper union")
    )
    survivor = models.ForeignKey(
        Union, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("union that takes over")
    )
    fate = models.CharField(_("members and employers"), max_length=8, choices=Fate, blank=True)
    term_number = models.PositiveSmallIntegerField(_("term number"), null=True, blank=True)
    term_begins_on = models.DateField(_("first day of the term"), null=True, blank=True)
    term_ends_on = models.DateField(_("last day of the term"), null=True, blank=True)
    approved_on = models.DateField(_("approval day"), null=True, blank=True)
    approval_number = models.CharField(_("approval number"), max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ChangeState, default=ChangeState.SUBMITTED)

    class Meta:
        verbose_name = _("application about a union")
        verbose_name_plural = _("applications about unions")
        constraints = [
            models.UniqueConstraint(
                fields=["union", "kind"], condition=Q(state__in=OPEN_STATES), name="founding_change_open_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=ChangeState.APPROVED) | Q(approved_on__isnull=False) & ~Q(approval_number=""),
                name="founding_change_approved",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="founding_change_due")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} — {self.union}"

    @property
    def approver(self) -> Union:
        """The union that approves, and numbers its approval."""
        return deciding_union(self.union)


class OfChangeQuerySet(ScopedQuerySet[Any]):
    scope_path = "change__union__path"

    def of(self, change: UnionChange) -> Self:
        """Those of one application."""
        return self.filter(change=change)


class ChangedCoverage(models.Model):
    """An employer that a change adds to what the union covers, or takes out of it."""

    view_permission: ClassVar[str] = Permission.VIEW

    change = models.ForeignKey(
        UnionChange, models.CASCADE, related_name="coverage", verbose_name=_("application about a union")
    )
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="+", verbose_name=_("employer"))
    covers = models.BooleanField(_("covered from then on"))

    objects = OfChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("changed coverage")
        verbose_name_plural = _("changed coverage")
        constraints = [models.UniqueConstraint(fields=["change", "employer"], name="founding_coverage_once")]

    def __str__(self) -> str:
        return str(self.employer)


class RenewalCandidate(Nominee):
    """Somebody who stood for the committee of a new term (新一届委员会候选人)."""

    view_permission: ClassVar[str] = Permission.VIEW

    change = models.ForeignKey(
        UnionChange, models.CASCADE, related_name="candidates", verbose_name=_("application about a union")
    )

    objects = OfChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("candidate for a new term")
        verbose_name_plural = _("candidates for new terms")

    def __str__(self) -> str:
        return self.name
