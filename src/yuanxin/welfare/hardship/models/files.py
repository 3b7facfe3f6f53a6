"""The hardship file, and the times a household was on it."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.kernel.sealed import SealedField
from yuanxin.foundation.unions.models import Scoped, ScopedQuerySet, Union, Versioned
from yuanxin.organisation.members.models import Household
from yuanxin.welfare.hardship.choices import (
    Category,
    CloseReason,
    FileStatus,
    Permission,
    SpellBegin,
    SpellEnd,
)


class HardshipFileQuerySet(ScopedQuerySet["HardshipFile"]):
    def open(self) -> Self:
        """Files that are not closed."""
        return self.exclude(status=FileStatus.CLOSED)

    def due(self, day: datetime.date) -> Self:
        """Open files that are to be looked into again by `day`."""
        return self.open().filter(recheck_due_on__lte=day)

    def overdue(self, today: datetime.date) -> Self:
        """Open files whose re-check is late; they stay in the stock all the same."""
        return self.open().filter(recheck_due_on__lt=today)


class HardshipFile(Scoped, Versioned):
    """A household's file (困难职工档案), one per household for ever: closed and taken up again, it keeps its number.

    What the household declared stands with the request that was approved last, `current`; nothing here is edited, a new
    request is approved. `status` and `category` are those of now, `FileSpell` knows them of every day. The card that
    relief goes to stands sealed.
    """

    view_permission: ClassVar[str] = Permission.VIEW
    named_with = ("household__head",)

    household = models.OneToOneField(
        Household, models.PROTECT, related_name="hardship_file", verbose_name=_("household")
    )
    number = models.CharField(_("file number"), max_length=20, unique=True)
    status = models.CharField(_("state"), max_length=10, choices=FileStatus)
    category = models.CharField(_("category of hardship"), max_length=10, choices=Category)
    opened_on = models.DateField(_("opened on"))
    recheck_due_on = models.DateField(_("re-check due on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    close_reason = models.CharField(_("reason of the closing"), max_length=10, choices=CloseReason, blank=True)
    current = models.ForeignKey(
        "hardship.FileRequest",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("declaration in force"),
    )
    account = SealedField(_("bank card"), null=True, blank=True)
    account_digest = models.BinaryField(_("look-up key of the card"), max_length=16, null=True, editable=False)
    bank = models.CharField(_("bank and branch"), max_length=100, blank=True)
    paired_with = models.CharField(_("paired officer"), max_length=50, blank=True)

    objects = HardshipFileQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("hardship file")
        verbose_name_plural = _("hardship files")
        constraints = [
            models.CheckConstraint(
                condition=Q(status=FileStatus.CLOSED, closed_on__isnull=False, recheck_due_on__isnull=True)
                & ~Q(close_reason="")
                | ~Q(status=FileStatus.CLOSED) & Q(closed_on__isnull=True, close_reason=""),
                name="hardship_file_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["recheck_due_on", "id"], name="hardship_file_recheck"),
            models.Index(fields=["opened_on", "id"], name="hardship_file_opened"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.household}"


class FileSpellQuerySet(ScopedQuerySet["FileSpell"]):
    def on(self, day: datetime.date) -> Self:
        """The times that hold `day`."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), begins_on__lte=day)

    def open(self) -> Self:
        """The times that have not ended."""
        return self.filter(ends_on=None)


class FileSpell(Scoped):
    """A time in which a household was on file in one category and one union: from `begins_on` until before `ends_on`.

    The file of a household has at most one open. The stock of a day is the number of those that hold it; how they begin
    and end tells who opened, fell back, changed, recovered or closed in a period (fact F22).
    """

    view_permission: ClassVar[str] = Permission.VIEW
    named_with = ("file__household__head",)

    # Its own index is the first column of those below.
    union = models.ForeignKey(Union, models.PROTECT, related_name="+", db_index=False, verbose_name=_("union"))
    file = models.ForeignKey(HardshipFile, models.PROTECT, related_name="spells", verbose_name=_("hardship file"))
    category = models.CharField(_("category of hardship"), max_length=10, choices=Category)
    begins_on = models.DateField(_("from"))
    begin_kind = models.CharField(_("how it began"), max_length=10, choices=SpellBegin)
    ends_on = models.DateField(_("ended on"), null=True, blank=True)
    end_kind = models.CharField(_("how it ended"), max_length=10, choices=SpellEnd, blank=True)

    objects = FileSpellQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("time on file")
        verbose_name_plural = _("times on file")
        constraints = [
            models.UniqueConstraint(fields=["file"], condition=Q(ends_on__isnull=True), name="hardship_spell_one_open"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True, end_kind="")
                | Q(ends_on__isnull=False, ends_on__gte=F("begins_on")) & ~Q(end_kind=""),
                name="hardship_spell_end",
            ),
        ]
        indexes = [
            models.Index(fields=["union", "begins_on"], name="hardship_spell_begins"),
            models.Index(fields=["union", "ends_on"], condition=Q(ends_on__isnull=False), name="hardship_spell_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.begins_on}"
