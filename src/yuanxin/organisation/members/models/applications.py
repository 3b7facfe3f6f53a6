"""A worker's application to join, until it is decided."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.accounts.models import Link
from yuanxin.foundation.flow.models import Flowing
from yuanxin.foundation.kernel.sealed import SealedField
from yuanxin.foundation.unions.models import Scoped, ScopedQuerySet
from yuanxin.organisation.members.choices import (
    ApplicationState,
    ConsentChannel,
    DocumentType,
    Permission,
)
from yuanxin.organisation.members.models.persons import Membership
from yuanxin.organisation.members.models.transfers import TransferProposal


class ApplicationQuerySet(ScopedQuerySet["Application"]):
    def waiting(self) -> Self:
        """Those still to be decided."""
        return self.filter(state=ApplicationState.WAITING)

    def of(self, link: Link) -> Self:
        """What the holder of a link may see: the application that it is about, or that was sent by it."""
        if link.kind == self.model._meta.label_lower:
            return self.filter(pk=link.object_id)
        return self.filter(link=link)


class Application(Scoped, Flowing):
    """Somebody asks to become a member of `union` (入会申请), by an officer's hand or by a link that the union gave.

    Nobody is in the registry for having asked: the person is entered with the approval, whose day is that of joining.
    One number has at most one application that waits. `consent_version` and `consent_digest` say which words the person
    agreed to, `consent_channel` how. A person active elsewhere gets no membership here but a transfer, `proposal`.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    name = models.CharField(_("name"), max_length=50)
    document_type = models.CharField(_("type of document"), max_length=20, choices=DocumentType)
    document_number = SealedField(_("identity document number"))
    document_digest = models.BinaryField(_("look-up key of the number"), max_length=16, editable=False)
    phone = SealedField(_("mobile phone"), null=True, blank=True)
    employer_name = models.CharField(_("employer as written"), max_length=100, blank=True)
    job = models.CharField(_("post at work"), max_length=50, blank=True)
    consent_channel = models.CharField(_("consent given"), max_length=8, choices=ConsentChannel)
    consent_version = models.CharField(_("version of the consent"), max_length=20)
    consent_digest = models.CharField(_("digest of the consent's text"), max_length=64, editable=False)
    applied_on = models.DateField(_("applied on"))
    state = models.CharField(_("state"), max_length=10, choices=ApplicationState, default=ApplicationState.WAITING)
    membership = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("membership")
    )
    proposal = models.ForeignKey(
        TransferProposal, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("transfer")
    )
    link = models.ForeignKey(Link, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("link"))

    objects = ApplicationQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("application to join")
        verbose_name_plural = _("applications to join")
        constraints = [
            models.UniqueConstraint(
                fields=["document_digest"],
                condition=Q(state=ApplicationState.WAITING),
                name="members_application_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(membership__isnull=True) | Q(state=ApplicationState.APPROVED),
                name="members_application_approved",
            ),
        ]
        indexes = [
            models.Index(fields=["union", "applied_on"], name="members_application_applied"),
            models.Index(fields=["state", "due_on"], name="members_application_due"),
        ]

    def __str__(self) -> str:
        return self.name
