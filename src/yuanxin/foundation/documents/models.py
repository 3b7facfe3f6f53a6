"""Files that belong to records, and the numbers of official papers."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.documents.choices import FileType, Permission
from yuanxin.foundation.kernel.actors import Actor, PathRange
from yuanxin.foundation.unions.models import Scoped, ScopedQuerySet
from yuanxin.foundation.unions.models.scope import in_range


class AttachmentQuerySet(ScopedQuerySet["Attachment"]):
    """Attachments; each also asks for the permission that its record asks for."""

    def visible_to(self, actor: Actor, permission: str = "") -> Self:
        """The attachments of records the actor may see: by the permission each was kept with, where it was kept."""
        if actor.everywhere:
            return self.all()
        condition = Q(pk__in=[])
        for grant in actor.grants:
            if Permission.VIEW in grant.permissions and (not permission or permission in grant.permissions):
                condition |= in_range(self.scope_path, PathRange.below(grant.path)) & Q(
                    permission__in=sorted(grant.permissions)
                )
        return self.filter(condition)

    def standing(self) -> Self:
        """Those that were not taken off their record."""
        return self.filter(ended_at__isnull=True)

    def of(self, target: models.Model) -> Self:
        """Those of one record."""
        return self.filter(kind=target._meta.label_lower, object_id=target.pk)


class Attachment(Scoped):
    """A file kept with a record (附件): what the record is, by text and number; what the file is, by its content.

    `union` is the record's union when the file was attached, `permission` what seeing it takes. Nothing is deleted: an
    attachment that was taken off or replaced keeps its row and its file. The file stands under its SHA-256.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    kind = models.CharField(_("kind of record"), max_length=60)
    object_id = models.BigIntegerField(_("record"))
    object_label = models.CharField(_("record's name"), max_length=200)
    permission = models.CharField(_("permission to open it"), max_length=80)
    purpose = models.CharField(_("what it shows"), max_length=100, blank=True, default="")
    name = models.CharField(_("file name"), max_length=200)
    file_type = models.CharField(_("kind of file"), max_length=8, choices=FileType)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    digest = models.CharField(_("digest of the file"), max_length=64)
    attached_at = models.DateTimeField(_("attached at"))
    attached_by = models.CharField(_("attached by"), max_length=100)
    replaced = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("replaces")
    )
    ended_at = models.DateTimeField(_("taken off at"), null=True, blank=True)
    ended_because = models.CharField(_("taken off because"), max_length=200, blank=True, default="")

    objects = AttachmentQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes = [
            models.Index(fields=["kind", "object_id"], name="documents_by_record"),
            models.Index(fields=["digest"], name="documents_by_digest"),
        ]

    def __str__(self) -> str:
        return self.name


class AgencyMark(Scoped):
    """The mark (机关代字) that a union's document numbers begin with: 西总工 in 西总工〔2016〕12号."""

    view_permission: ClassVar[str] = Permission.PAPERS

    union = models.OneToOneField("unions.Union", models.PROTECT, related_name="+", verbose_name=_("union"))
    mark = models.CharField(_("agency mark"), max_length=20)

    class Meta:
        verbose_name = _("agency mark")
        verbose_name_plural = _("agency marks")

    def __str__(self) -> str:
        return self.mark


class NumberSeries(Scoped):
    """How far a union's document numbers of one year have come; its row is locked while a number is given."""

    view_permission: ClassVar[str] = Permission.PAPERS

    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number given"), default=0)

    class Meta:
        verbose_name = _("series of document numbers")
        verbose_name_plural = _("series of document numbers")
        constraints = [models.UniqueConstraint(fields=["union", "year"], name="documents_series_once_a_year")]

    def __str__(self) -> str:
        return f"{self.union} {self.year}"


class DocumentNumberQuerySet(ScopedQuerySet["DocumentNumber"]):
    def of(self, target: models.Model) -> Self:
        """Those given to papers of one record."""
        return self.filter(kind=target._meta.label_lower, object_id=target.pk)


class DocumentNumber(Scoped):
    """A number given to an official paper (发文字号): in sequence by union and year, never twice, never taken back.

    `paper` is the code of the declared paper, and `kind` and `object_id` the record it was made of. `mark` is the
    union's as it was then.
    """

    view_permission: ClassVar[str] = Permission.PAPERS

    mark = models.CharField(_("agency mark"), max_length=20)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    paper = models.CharField(_("paper"), max_length=60)
    kind = models.CharField(_("kind of record"), max_length=60)
    object_id = models.BigIntegerField(_("record"))
    object_label = models.CharField(_("record's name"), max_length=200)
    given_on = models.DateField(_("given on"))
    given_by = models.CharField(_("given by"), max_length=100)

    objects = DocumentNumberQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("number of a paper")
        verbose_name_plural = _("numbers of papers")
        constraints = [
            models.UniqueConstraint(fields=["union", "year", "number"], name="documents_number_once"),
            models.UniqueConstraint(fields=["kind", "object_id", "paper"], name="documents_number_one_a_paper"),
        ]

    def __str__(self) -> str:
        return self.written

    @property
    def written(self) -> str:
        """The number as it stands on the paper, such as 西总工〔2016〕12号."""
        return f"{self.mark}〔{self.year}〕{self.number}号"
