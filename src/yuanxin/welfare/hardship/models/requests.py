"""What is asked about a file: the application with its declaration, the home visit, the means test."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.flow.models import Flowing
from yuanxin.foundation.kernel.sealed import SealedField, unseal
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.unions.models import Scoped, ScopedQuerySet, Union
from yuanxin.organisation.members.models import Household, Person
from yuanxin.welfare.hardship.choices import (
    Category,
    Channel,
    CloseReason,
    Permission,
    RequestKind,
    RequestState,
)
from yuanxin.welfare.hardship.models.files import HardshipFile
from yuanxin.welfare.hardship.rules.assessing import Assessed
from yuanxin.welfare.hardship.rules.declared import Declared

OPEN_STATES = (RequestState.SUBMITTED, RequestState.RETURNED, RequestState.ON_NOTICE, RequestState.REVIEWED)


class FileRequestQuerySet(ScopedQuerySet["FileRequest"]):
    def open(self) -> Self:
        """Those still to be decided."""
        return self.filter(state__in=OPEN_STATES)


class FileRequest(Scoped, Flowing):
    """Something asked about a household's file (建档、变更、复核、返困、退档): nothing changes before its approval.

    What the household declares (income, rigid costs, housing, causes, health) stands in `declared`, sealed as one text,
    and is never written over once approved: an edited income is a new request, with the former one beside it.
    `category` is what the means test by the rules of `applied_on` came to. The household agreed in writing, on
    `authorised_on`, that its means are checked; which words it agreed to is told by version and digest.
    """

    view_permission: ClassVar[str] = Permission.VIEW
    named_with = ("applicant",)

    kind = models.CharField(_("matter"), max_length=10, choices=RequestKind)
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="hardship_requests", verbose_name=_("household")
    )
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("applicant"))
    file = models.ForeignKey(
        HardshipFile, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("hardship file")
    )
    close_reason = models.CharField(_("reason of the closing"), max_length=10, choices=CloseReason, blank=True)
    applied_on = models.DateField(_("applied on"))
    channel = models.CharField(_("how it was asked"), max_length=8, choices=Channel, default=Channel.PAPER)
    authorised_on = models.DateField(_("authorisation signed on"), null=True, blank=True)
    consent_version = models.CharField(_("version of the authorisation"), max_length=20, blank=True)
    consent_digest = models.CharField(
        _("digest of the authorisation's text"), max_length=64, blank=True, editable=False
    )
    declared = SealedField(_("declaration"), null=True, blank=True)
    account = SealedField(_("bank card"), null=True, blank=True)
    account_digest = models.BinaryField(_("look-up key of the card"), max_length=16, null=True, editable=False)
    bank = models.CharField(_("bank and branch"), max_length=100, blank=True)
    category = models.CharField(_("category of hardship"), max_length=10, choices=Category, blank=True)
    approved_on = models.DateField(_("approval day"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RequestState, default=RequestState.SUBMITTED)

    objects = FileRequestQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("request about a hardship file")
        verbose_name_plural = _("requests about hardship files")
        constraints = [
            models.UniqueConstraint(
                fields=["household"], condition=Q(state__in=OPEN_STATES), name="hardship_request_one_open"
            ),
            models.CheckConstraint(
                condition=Q(kind=RequestKind.CLOSE, declared__isnull=True) & ~Q(close_reason="")
                | ~Q(kind=RequestKind.CLOSE) & Q(declared__isnull=False, close_reason="", authorised_on__isnull=False),
                name="hardship_request_declares",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.APPROVED) | Q(approved_on__isnull=False),
                name="hardship_request_approved",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="hardship_request_due"),
            models.Index(fields=["applied_on", "id"], name="hardship_request_applied"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} — {self.applicant}"

    def declaration(self) -> Declared | None:
        """What the household declared, opened; for who may see it."""
        return Declared.from_text(unseal(self.declared)) if self.declared is not None else None


class OfRequestQuerySet(ScopedQuerySet[Any]):
    scope_path = "request__union__path"


class OfRequest(models.Model):
    """What belongs to a request, and is seen by whoever sees that."""

    named_with = ("request__applicant",)
    request: models.ForeignKey[FileRequest, FileRequest]

    class Meta:
        abstract = True

    @property
    def union(self) -> Union:
        """The union of the request."""
        return self.request.union

    @property
    def union_id(self) -> int:
        """The id of that union, for the trail."""
        return self.request.union_id


class Assessment(OfRequest):
    """The means test of a declaration (测算), made on `made_on` by the rules of the day of application; never changed.

    The policies it used are named, so that it can be made again years later. What it came to stands sealed with every
    step; the last one of a request counts.
    """

    view_permission: ClassVar[str] = Permission.VIEW_NEED

    request = models.ForeignKey(
        FileRequest, models.PROTECT, related_name="assessments", verbose_name=_("request about a hardship file")
    )
    made_on = models.DateField(_("made on"))
    line = models.ForeignKey(Policy, models.PROTECT, related_name="+", verbose_name=_("minimum line"))
    rules = models.ForeignKey(Policy, models.PROTECT, related_name="+", verbose_name=_("rules of the categories"))
    exclusions = models.ForeignKey(Policy, models.PROTECT, related_name="+", verbose_name=_("grounds of exclusion"))
    declared = SealedField(_("declaration"))
    result = SealedField(_("result"))
    category = models.CharField(_("category of hardship"), max_length=10, choices=Category, blank=True)

    objects = OfRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("means test")
        verbose_name_plural = _("means tests")

    def __str__(self) -> str:
        return f"{self.request} {self.made_on}"

    def assessed(self) -> Assessed:
        """What it came to, opened; for who may see it."""
        return Assessed.from_text(unseal(self.result))


class HomeVisit(OfRequest):
    """A visit to the household's home by two people at least (入户调查), neither of them of the household.

    What they found is for the eyes of who decides, and stands sealed.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    request = models.ForeignKey(
        FileRequest, models.PROTECT, related_name="visits", verbose_name=_("request about a hardship file")
    )
    visited_on = models.DateField(_("visited on"))
    agrees = models.BooleanField(_("agrees with what was declared"))
    findings = SealedField(_("findings"))

    objects = OfRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("home visit")
        verbose_name_plural = _("home visits")
        indexes = [models.Index(fields=["visited_on", "id"], name="hardship_visit_visited")]

    def __str__(self) -> str:
        return f"{self.request} {self.visited_on}"

    @property
    def names(self) -> str:
        """Who visited, by name."""
        return "、".join(visitor.name for visitor in self.visitors.all())


class VisitorQuerySet(ScopedQuerySet["Visitor"]):
    scope_path = "visit__request__union__path"


class Visitor(models.Model):
    """One of those who visited a home; `user` where it is an officer with an account."""

    view_permission: ClassVar[str] = Permission.VIEW

    visit = models.ForeignKey(HomeVisit, models.PROTECT, related_name="visitors", verbose_name=_("home visit"))
    name = models.CharField(_("name"), max_length=50)
    post = models.CharField(_("post"), max_length=50, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("user")
    )

    objects = VisitorQuerySet.as_manager()

    class Meta:
        verbose_name = _("visitor")
        verbose_name_plural = _("visitors")
        constraints = [
            models.UniqueConstraint(fields=["visit", "name"], name="hardship_visitor_once"),
            models.UniqueConstraint(
                fields=["visit", "user"], condition=Q(user__isnull=False), name="hardship_visitor_user_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
