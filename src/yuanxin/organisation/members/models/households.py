"""Households: who lives together and is helped together."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.kernel.sealed import SealedField
from yuanxin.foundation.unions.models import ScopedQuerySet, Union, Versioned
from yuanxin.organisation.members.choices import DocumentType, HouseholdEnd, MemberEnd, Permission, Relation
from yuanxin.organisation.members.models.persons import Person


class HouseholdQuerySet(ScopedQuerySet["Household"]):
    scope_path = "head__union__path"

    def open(self) -> Self:
        """Households that were not ended."""
        return self.filter(ends_on=None)

    def on(self, day: datetime.date) -> Self:
        """Households that hold `day`."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), begins_on__lte=day)


class Household(Versioned):
    """A worker and those who live with and from this person (家庭): what hardship relief and cover of losses count.

    It belongs to the union of its head (户主), goes along with the head's transfer, and lasts from `begins_on` until
    before `ends_on`. When the head dies or leaves, another of its members becomes the head, and it stays the same one.
    """

    view_permission: ClassVar[str] = Permission.VIEW_HOUSEHOLDS
    named_with = ("head",)

    head = models.ForeignKey(Person, models.PROTECT, related_name="households", verbose_name=_("head of the household"))
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("ended on"), null=True, blank=True)
    end_kind = models.CharField(_("why it ended"), max_length=10, choices=HouseholdEnd, blank=True)

    objects = HouseholdQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        constraints = [
            models.UniqueConstraint(fields=["head"], condition=Q(ends_on__isnull=True), name="members_household_one"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True, end_kind="")
                | (Q(ends_on__isnull=False, ends_on__gte=F("begins_on")) & ~Q(end_kind="")),
                name="members_household_end",
            ),
        ]

    def __str__(self) -> str:
        return self.head.name

    @property
    def union(self) -> Union:
        """Where the head is a member, or was last."""
        return self.head.union

    @property
    def union_id(self) -> int:
        """The id of that union, for the trail."""
        return self.head.union_id


class HouseholdMemberQuerySet(ScopedQuerySet["HouseholdMember"]):
    scope_path = "household__head__union__path"

    def open(self) -> Self:
        """Those who belong to their household still."""
        return self.filter(ends_on=None)

    def on(self, day: datetime.date) -> Self:
        """Those who belonged to their household on `day`."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), begins_on__lte=day)

    def lived(self) -> Self:
        """Spells of at least a day, or still to be: what a merge of records left empty counts for nothing."""
        return self.exclude(ends_on=F("begins_on"))


class HouseholdMember(Versioned):
    """Somebody's spell in a household, the head's included: from `begins_on` until before `ends_on`.

    Who is known to the registry is named by `person`, and nothing of that person is written here a second time. Of
    anybody else stand here the name, the day of birth, and the document number, sealed, where there is one; a child
    needs none. Nobody belongs to two households on one day.
    """

    view_permission: ClassVar[str] = Permission.VIEW_HOUSEHOLDS
    named_with = ("person",)

    household = models.ForeignKey(Household, models.PROTECT, related_name="members", verbose_name=_("household"))
    relation = models.CharField(_("relation to the head"), max_length=2, choices=Relation)
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="household_spells",
        verbose_name=_("person of the registry"),
    )
    name = models.CharField(_("name"), max_length=50, blank=True)
    document_type = models.CharField(_("type of document"), max_length=20, choices=DocumentType, blank=True)
    document_number = SealedField(_("identity document number"), null=True, blank=True)
    document_digest = models.BinaryField(
        _("look-up key of the number"), max_length=16, null=True, blank=True, editable=False
    )
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("ended on"), null=True, blank=True)
    end_kind = models.CharField(_("why it ended"), max_length=10, choices=MemberEnd, blank=True)

    objects = HouseholdMemberQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("member of a household")
        verbose_name_plural = _("members of households")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ends_on__isnull=True, person__isnull=False),
                name="members_householdmember_one_person",
            ),
            models.UniqueConstraint(
                fields=["document_digest"],
                condition=Q(ends_on__isnull=True, document_digest__isnull=False),
                name="members_householdmember_one_number",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(ends_on__isnull=True, relation=Relation.SELF),
                name="members_householdmember_one_head",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) & ~Q(name="")
                | Q(person__isnull=False, name="", document_digest__isnull=True, born_on__isnull=True),
                name="members_householdmember_said_once",
            ),
            models.CheckConstraint(
                condition=Q(document_number__isnull=True, document_digest__isnull=True, document_type="")
                | (Q(document_number__isnull=False, document_digest__isnull=False) & ~Q(document_type="")),
                name="members_householdmember_number",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True, end_kind="")
                | (Q(ends_on__isnull=False, ends_on__gte=F("begins_on")) & ~Q(end_kind="")),
                name="members_householdmember_end",
            ),
            models.CheckConstraint(
                condition=~Q(relation=Relation.SELF) | Q(person__isnull=False),
                name="members_householdmember_head_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["document_digest"],
                condition=Q(document_digest__isnull=False),
                name="members_householdmember_digest",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """The name, of the registry where it knows the person."""
        return self.name if self.person is None else self.person.name

    @property
    def birthday(self) -> datetime.date | None:
        """The day of birth, of the registry where it knows the person."""
        return self.born_on if self.person is None else self.person.born_on

    @property
    def sealed_number(self) -> bytes | None:
        """The document number, sealed, of the registry where it knows the person."""
        sealed = self.document_number if self.person is None else self.person.document_number
        return None if sealed is None else bytes(sealed)

    @property
    def digest(self) -> bytes | None:
        """The look-up key of the number that stands here."""
        return None if self.document_digest is None else bytes(self.document_digest)

    @property
    def union(self) -> Union:
        """The union of the household's head."""
        return self.household.union

    @property
    def union_id(self) -> int:
        """The id of that union, for the trail."""
        return self.household.union_id
