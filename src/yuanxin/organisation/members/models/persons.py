"""Persons and their memberships as dated spells."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.kernel.sealed import SealedField
from yuanxin.foundation.unions.models import (
    Employer,
    Mergeable,
    Scoped,
    ScopedQuerySet,
    StandingManager,
    Union,
    Versioned,
)
from yuanxin.foundation.unions.models.scope import survivor_index
from yuanxin.organisation.members.choices import (
    DocumentType,
    Education,
    EmploymentForm,
    Ethnicity,
    HouseholdRegistration,
    JoinKind,
    LeaveKind,
    NewForm,
    Permission,
    PoliticalStatus,
    RetentionKind,
    Sex,
)


class Person(Scoped, Mergeable):
    """A worker known to the registry (职工), once per document number.

    `union` is where the person is an active member, or was last. The number and the phone stand sealed; the digest
    beside each is for look-up by the whole value. `employer_name` is the employer as the roster wrote it, kept also
    where the registry does not know it.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    # Its own index is the first column of the one below.
    union = models.ForeignKey(Union, models.PROTECT, related_name="+", db_index=False, verbose_name=_("union"))
    name = models.CharField(_("name"), max_length=50)
    pinyin = models.CharField(_("pinyin"), max_length=100, editable=False)
    initials = models.CharField(_("pinyin initials"), max_length=25, editable=False)
    document_type = models.CharField(
        _("type of document"), max_length=20, choices=DocumentType, default=DocumentType.RESIDENT_ID
    )
    document_number = SealedField(_("identity document number"))
    document_digest = models.BinaryField(_("look-up key of the number"), max_length=16, unique=True, editable=False)
    sex = models.PositiveSmallIntegerField(_("sex"), choices=Sex, default=Sex.UNKNOWN)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    ethnicity = models.CharField(_("ethnic group"), max_length=2, choices=Ethnicity, blank=True)
    political_status = models.CharField(_("political status"), max_length=2, choices=PoliticalStatus, blank=True)
    education = models.CharField(_("education"), max_length=2, choices=Education, blank=True)
    phone = SealedField(_("mobile phone"), null=True, blank=True)
    phone_digest = models.BinaryField(_("look-up key of the phone"), max_length=16, null=True, editable=False)
    # Its index is below, without the many whose employer the registry does not know.
    employer = models.ForeignKey(
        Employer, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("employer")
    )
    employer_name = models.CharField(_("employer as written"), max_length=100, blank=True)
    job = models.CharField(_("post at work"), max_length=50, blank=True)
    employment_form = models.CharField(_("form of employment"), max_length=14, choices=EmploymentForm, blank=True)
    new_form = models.CharField(_("new form of employment"), max_length=16, choices=NewForm, blank=True)
    household_registration = models.CharField(
        _("household registration"), max_length=12, choices=HouseholdRegistration, blank=True
    )
    migrant = models.BooleanField(_("migrant worker"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = StandingManager.from_queryset(ScopedQuerySet)()  # type: ignore[assignment]
    with_merged = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        # Each of them costs a roster a tenth of its writing, so none that another can stand for: a whole name is found
        # under its pinyin.
        indexes = [
            models.Index(fields=["pinyin", "id"], name="members_person_pinyin"),
            # All that the list asks of a union's people: who passes its filters is found here, without their records.
            models.Index(
                fields=[
                    "union",
                    "new_form",
                    "employment_form",
                    "sex",
                    "migrant",
                    "merged_into",
                    "pinyin",
                    "id",
                ],
                name="members_person_by_union",
            ),
            models.Index(fields=["initials"], name="members_person_initials"),
            models.Index(fields=["phone_digest"], name="members_person_phone"),
            survivor_index("members_person_merged"),
            models.Index(fields=["employer"], condition=Q(employer__isnull=False), name="members_person_employer"),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(ScopedQuerySet["Membership"]):
    def open(self) -> MembershipQuerySet:
        """Memberships without an end."""
        return self.filter(left_on=None)

    def of(self, *persons: Person) -> MembershipQuerySet:
        """Those of these people."""
        return self.filter(person__in=persons)

    def lived(self) -> MembershipQuerySet:
        """Memberships of at least a day, or still to be: those that a merge left empty, and those annulled with the
        approval of their union, count for nothing."""
        return self.exclude(leave_kind=LeaveKind.MERGED, left_on=F("joined_on")).exclude(leave_kind=LeaveKind.ANNULLED)

    def on(self, day: datetime.date) -> MembershipQuerySet:
        """Memberships that hold `day`: joined by then, and not yet left."""
        return self.filter(Q(left_on=None) | Q(left_on__gt=day), joined_on__lte=day)


class Membership(Scoped, Versioned):
    """A person's spell in a union (会籍): a member from `joined_on` until before `left_on`.

    `educated_on` is the day on which somebody deemed to have left was talked to before. At most one is open per person.
    A first joining is counted by fact F09; a transfer never is.
    """

    view_permission: ClassVar[str] = Permission.VIEW
    named_with = ("person", "union")

    # Its own index is the first column of the one below.
    union = models.ForeignKey(Union, models.PROTECT, related_name="+", db_index=False, verbose_name=_("union"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name=_("person"))
    joined_on = models.DateField(_("joined on"))
    join_kind = models.CharField(_("way of joining"), max_length=10, choices=JoinKind)
    left_on = models.DateField(_("no longer a member from"), null=True, blank=True)
    educated_on = models.DateField(_("educated on"), null=True, blank=True)
    leave_kind = models.CharField(_("way of leaving"), max_length=12, choices=LeaveKind, blank=True)

    objects = MembershipQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(left_on__isnull=True), name="members_membership_one_open"
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")), name="members_membership_dates"
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True, leave_kind="") | (Q(left_on__isnull=False) & ~Q(leave_kind="")),
                name="members_membership_leave_kind",
            ),
        ]
        # What the figures are made of: the joinings and leavings of a union on a day. The first holds all that the list
        # is filtered by.
        indexes = [
            models.Index(
                fields=["union", "joined_on", "join_kind", "left_on", "leave_kind", "id"],
                name="members_membership_by_union",
            ),
            models.Index(
                fields=["union", "left_on"], condition=Q(left_on__isnull=False), name="members_membership_left"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} — {self.union}"

    @cached_property
    def open_retention(self) -> Retention | None:
        """The retention that runs, if the membership is retained."""
        return self.retentions.filter(ends_on=None).first()


class Retention(Scoped):
    """A time in which a membership is retained without dues (保留会籍): from `begins_on` until before `ends_on`."""

    view_permission: ClassVar[str] = Permission.VIEW

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="retentions", verbose_name=_("membership"))
    kind = models.CharField(_("kind"), max_length=12, choices=RetentionKind)
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("retention")
        verbose_name_plural = _("retentions")
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(ends_on__isnull=True), name="members_retention_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")), name="members_retention_dates"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
