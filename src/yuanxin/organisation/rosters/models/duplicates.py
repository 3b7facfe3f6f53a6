"""Pairs of records that look like one entered twice, and the searches that find them."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.accounts.models import User
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.long_work import LongWork
from yuanxin.foundation.unions.models import Employer, Merge, Scoped, ScopedQuerySet, Union
from yuanxin.organisation.members.models import Person
from yuanxin.organisation.rosters.choices import PairKind, PairState, Permission

RECORDS: dict[str, type[models.Model]] = {
    PairKind.PERSON: Person,
    PairKind.EMPLOYER: Employer,
    PairKind.UNION: Union,
}


def standing_records(kind: str) -> models.QuerySet[models.Model]:
    """The records of a kind that stand, scoped by the place of each: an employer's is its area."""
    if kind == PairKind.UNION:
        return Union.objects.in_force_or_preparing()  # type: ignore[return-value]
    return ScopedQuerySet(RECORDS[kind]).filter(merged_into=None)


class DuplicateSearch(Scoped, LongWork):
    """One search for records entered twice (查重), over everything below `union`; its work is long and can be repeated.

    `counts` says what was compared: records, pairs, blocks that were too large to be compared whole.
    """

    view_permission: ClassVar[str] = Permission.DECIDE_DUPLICATES

    kind = models.CharField(_("kind of record"), max_length=8, choices=PairKind)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("started by"))
    made_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("search ended at"), null=True)
    records = models.PositiveIntegerField(_("records"), default=0)
    found = models.PositiveIntegerField(_("pairs found"), default=0)
    counts = models.JSONField(_("what was compared"), default=dict)

    class Meta:
        verbose_name = _("search for duplicates")
        verbose_name_plural = _("searches for duplicates")
        indexes = [models.Index(fields=["kind", "-id"], name="rosters_search_newest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    def visible_to(self, actor: Actor, permission: str = "") -> Self:
        """Pairs of which both records stand, and lie where the actor may decide; as they stand now, not when found."""
        permission = permission or Permission.DECIDE_DUPLICATES
        if not actor.everywhere and not actor.may_somewhere(permission):
            return self.none()
        condition = Q()
        for kind in PairKind.values:
            seen = standing_records(kind).visible_to(actor, permission)  # type: ignore[attr-defined]
            condition |= (
                Q(kind=kind)
                & Q(Exists(seen.filter(pk=OuterRef("left"))))
                & Q(Exists(seen.filter(pk=OuterRef("right"))))
            )
        return self.filter(condition)

    def open(self) -> Self:
        """Those still to be decided."""
        return self.filter(state=PairState.OPEN)


class DuplicatePair(models.Model):
    """Two records that may be one entered twice (疑似重复), the one with the smaller number on the left.

    Named by their numbers and not by keys: a pair is what a search says of two records and stands in nobody's way. Who
    may decide is asked of the records each time, so a pair across two unions is decided above both. `explanation` is a
    list of [comparison, per cent, points], never the values that were compared. Refused once, it is not shown again.
    """

    view_permission: ClassVar[str] = Permission.DECIDE_DUPLICATES

    kind = models.CharField(_("kind of record"), max_length=8, choices=PairKind)
    left = models.BigIntegerField(_("one record"))
    right = models.BigIntegerField(_("other record"))
    label = models.CharField(_("names"), max_length=220)
    score = models.PositiveSmallIntegerField(_("likeness"))
    explanation = models.JSONField(_("why they look alike"), default=list)
    state = models.CharField(_("state"), max_length=8, choices=PairState, default=PairState.OPEN)
    search = models.ForeignKey(DuplicateSearch, models.PROTECT, related_name="pairs", verbose_name=_("found by"))
    found_at = models.DateTimeField(_("found at"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=200, blank=True)
    merge = models.ForeignKey(Merge, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("merge"))

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair of records alike")
        verbose_name_plural = _("pairs of records alike")
        constraints = [models.UniqueConstraint(fields=["kind", "left", "right"], name="rosters_pair_once")]
        indexes = [models.Index(fields=["kind", "state", "score", "id"], name="rosters_pair_likeness")]

    def __str__(self) -> str:
        return self.label


class PersonPair(DuplicatePair):
    """Two entries of what may be one person."""

    class Meta:
        proxy = True
        verbose_name = _("pair of people alike")
        verbose_name_plural = _("pairs of people alike")


class EmployerPair(DuplicatePair):
    """Two entries of what may be one employer."""

    class Meta:
        proxy = True
        verbose_name = _("pair of employers alike")
        verbose_name_plural = _("pairs of employers alike")


class UnionPair(DuplicatePair):
    """Two entries of what may be one union."""

    class Meta:
        proxy = True
        verbose_name = _("pair of unions alike")
        verbose_name_plural = _("pairs of unions alike")
