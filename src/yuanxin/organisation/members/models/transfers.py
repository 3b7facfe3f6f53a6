"""A member's way from one union to another, which both of them decide."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.flow.models import Flowing
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.unions.models import Scoped, ScopedQuerySet, Union
from yuanxin.foundation.unions.models.scope import in_range
from yuanxin.organisation.members.choices import Permission, TransferSource, TransferState
from yuanxin.organisation.members.models.persons import Membership, Person

UNDECIDED = (TransferState.PROPOSED, TransferState.ESCALATED)


class TransferProposalQuerySet(ScopedQuerySet["TransferProposal"]):
    def visible_to(self, actor: Actor, permission: str = "") -> Self:
        """The proposals of both sides: into the actor's unions and out of them."""
        if actor.everywhere:
            return self.all()
        condition = Q(pk__in=[])
        for part in actor.ranges(permission or self.model.view_permission):
            condition |= in_range("union__path", part) | in_range("former_union__path", part)
        return self.filter(condition)

    def open(self) -> Self:
        """Those still to be decided."""
        return self.filter(state__in=UNDECIDED)


class TransferProposal(Scoped, Flowing):
    """A proposal to transfer a member (会员转接) from `former_union` to `union`; nothing moves until both consent.

    `membership` is the spell that would end. `proposing_union` may withdraw it. Each side sees of the other only what
    the work needs: the receiving one is told "active elsewhere". What they leave undecided past its time goes, since
    `escalated_on`, to `superior`, the nearest union above both.
    """

    view_permission: ClassVar[str] = Permission.VIEW
    named_with = ("person",)

    person = models.ForeignKey(Person, models.PROTECT, related_name="transfers", verbose_name=_("person"))
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="transfers", verbose_name=_("membership"))
    former_union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name=_("former union"))
    proposing_union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    source = models.CharField(_("source"), max_length=6, choices=TransferSource)
    proposed_on = models.DateField(_("proposed on"))
    superior = models.ForeignKey(
        Union, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("upper union of both")
    )
    escalated_on = models.DateField(_("left to the upper union on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=TransferState, default=TransferState.PROPOSED)

    objects = TransferProposalQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "union"],
                condition=Q(state__in=UNDECIDED),
                name="members_transfer_open_once",
            ),
            models.CheckConstraint(condition=~Q(union=models.F("former_union")), name="members_transfer_two_unions"),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="members_transfer_due")]

    def __str__(self) -> str:
        return self.person.name
