"""Public notices of records, and objections to them."""

from __future__ import annotations

import datetime
import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.flow.choices import ObjectionState, Permission
from yuanxin.foundation.flow.models.decisions import Flowing
from yuanxin.foundation.kernel.sealed import SealedField
from yuanxin.foundation.unions.models import Scoped, ScopedQuerySet


class NoticeQuerySet(ScopedQuerySet["Notice"]):
    def running(self, today: datetime.date) -> Self:
        """On public view today."""
        return self.filter(taken_down_on=None, begins_on__lte=today, ends_on__gte=today)

    def of(self, record: models.Model) -> Self:
        """Those of one record, the newest first."""
        return self.filter(kind=record._meta.label_lower, object_id=record.pk).order_by("-id")

    def in_the_way(self, today: datetime.date) -> Self:
        """Those that keep their record from its next step: not over yet, taken down, or with an objection to heed."""
        standing = [ObjectionState.OPEN, ObjectionState.UPHELD]
        heeded = models.Exists(Objection.objects.filter(notice=models.OuterRef("pk"), state__in=standing))
        return self.filter(Q(ends_on__gte=today) | Q(taken_down_on__isnull=False) | heeded)


class Notice(Scoped):
    """A matter shown to the public (公示) from `begins_on` to `ends_on`, both in, before it is decided.

    It holds nothing but what everybody may read: names are masked when it is made, and numbers and phones are refused.
    `entries` are rows of who, where and what. `round` is the record's while the notice runs. One that was
    `taken_down_on` a day before its end was broken off, because its record went another way.
    """

    view_permission: ClassVar[str] = Permission.VIEW_NOTICES

    kind = models.CharField(_("kind of record"), max_length=60)
    object_id = models.BigIntegerField(_("record"))
    object_label = models.CharField(_("record's name"), max_length=200)
    round = models.PositiveSmallIntegerField(_("round"))
    title = models.CharField(_("title"), max_length=100)
    text = models.TextField(_("text"), blank=True)
    entries = models.JSONField(_("entries"))
    begins_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    taken_down_on = models.DateField(_("taken down on"), null=True, blank=True)
    telephone = models.CharField(_("office telephone"), max_length=20, blank=True)
    token = models.UUIDField(_("public key"), default=uuid.uuid4, unique=True, editable=False)

    objects = NoticeQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("public notice")
        verbose_name_plural = _("public notices")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="flow_notice_dates"),
            models.UniqueConstraint(fields=["kind", "object_id", "round"], name="flow_notice_once_a_round"),
        ]
        indexes = [models.Index(fields=["ends_on", "id"], name="flow_notice_ends")]

    def __str__(self) -> str:
        return self.title


class Objection(Scoped, Flowing):
    """What somebody objects to a public notice (异议): who, how to be reached, and why; answered by the owner.

    The contact is sealed. `token` is the address at which the objector alone can read the answer. `source` is a digest
    of the network address, by which floods are stopped.
    """

    view_permission: ClassVar[str] = Permission.VIEW_OBJECTIONS

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="objections", verbose_name=_("public notice"))
    name = models.CharField(_("name"), max_length=50)
    contact = SealedField(_("contact"))
    text = models.CharField(_("objection"), max_length=1000)
    raised_on = models.DateField(_("raised on"))
    state = models.CharField(_("state"), max_length=10, choices=ObjectionState, default=ObjectionState.OPEN)
    token = models.UUIDField(_("public key"), default=uuid.uuid4, unique=True, editable=False)
    source = models.BinaryField(_("digest of the network address"), max_length=16, editable=False)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")

    def __str__(self) -> str:
        return f"{self.notice} — {self.name}"
