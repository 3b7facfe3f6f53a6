"""Files that belong to records."""

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
