"""Ends of memberships that somebody else decides."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.flow.models import Flowing
from yuanxin.foundation.unions.models import Scoped, ScopedQuerySet, Union
from yuanxin.organisation.members.choices import ExpulsionState, Permission
from yuanxin.organisation.members.models.persons import Membership


class ExpulsionQuerySet(ScopedQuerySet["Expulsion"]):
    def open(self) -> Self:
        """Those still to be decided."""
        return self.filter(state=ExpulsionState.PROPOSED)


class Expulsion(Scoped, Flowing):
    """A proposal to expel a member (除名); the membership ends on the day the upper union approves.

    `approving_union` is that one when it was proposed.
    """

    view_permission: ClassVar[str] = Permission.VIEW
    named_with = ("membership__person",)

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="expulsions", verbose_name=_("membership"))
    approving_union = models.ForeignKey(
        Union, models.PROTECT, related_name="+", verbose_name=_("upper union that decides")
    )
    reason = models.CharField(_("reason"), max_length=500)
    proposed_on = models.DateField(_("proposed on"))
    state = models.CharField(_("state"), max_length=10, choices=ExpulsionState, default=ExpulsionState.PROPOSED)

    objects = ExpulsionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("expulsion")
        verbose_name_plural = _("expulsions")
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(state=ExpulsionState.PROPOSED), name="members_expulsion_open_once"
            ),
        ]

    def __str__(self) -> str:
        return self.membership.person.name
