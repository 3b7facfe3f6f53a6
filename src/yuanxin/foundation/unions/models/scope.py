"""Scope: which rows an actor sees. Every model is `Scoped` or says by `DistrictWide` why not."""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.kernel.actors import PATH_STEP, Actor, PathRange, Placed

M = TypeVar("M", bound=models.Model)


def in_range(field: str, part: PathRange) -> Q:
    """The condition that the path in `field` lies in `part`; a range, since both engines read it from the index."""
    return Q(**{f"{field}__gte": part.start, f"{field}__lt": part.stop})


def in_scope(field: str, part: PathRange) -> Q:
    """As `in_range`, for what an actor sees.

    A part that begins at the top is nearly everything: written as two negations, which SQLite does not look up in the
    index of paths, so that a list is read in its own order and not gathered union by union and sorted.
    """
    if len(part.start) > PATH_STEP:
        return in_range(field, part)
    return ~Q(**{f"{field}__lt": part.start}) & ~Q(**{f"{field}__gte": part.stop})


class ScopedQuerySet(models.QuerySet[M]):
    """Rows that belong to a union. `scope_path` is the look-up of that union's path."""

    scope_path: ClassVar[str] = "union__path"

    def within(self, union: Placed) -> Self:
        """The rows of `union` and of everything below it."""
        return self.filter(in_range(self.scope_path, PathRange.below(union.path)))

    def visible_to(self, actor: Actor, permission: str = "") -> Self:
        """The rows the actor may see: those where it holds `permission` (by default the model's `view_permission`).

        No appointment, nothing.
        """
        if actor.everywhere:
            return self.all()
        permission = permission or self.model.view_permission  # type: ignore[attr-defined]
        condition = Q(pk__in=[])
        for part in actor.ranges(permission):
            condition |= in_scope(self.scope_path, part)
        return self.filter(condition)


class Scoped(models.Model):
    """A record that belongs to a union; who holds `view_permission` over that union sees it."""

    view_permission: ClassVar[str]
    # The relations that the record's name (`str`) reads: whoever shows the names of many loads them together.
    named_with: ClassVar[tuple[str, ...]] = ()

    union = models.ForeignKey("unions.Union", models.PROTECT, related_name="+", verbose_name=_("union"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True


class DistrictWide(models.Model):
    """A record that belongs to everyone, such as a policy; `district_wide_because` says why it has no union."""

    district_wide_because: ClassVar[str]

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A record changed by several people: writes compare and raise `version`."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True


class Mergeable(Versioned):
    """A record that may turn out to be another one entered twice.

    The merged record stays, with its number and its code, and leads to `merged_into`; what asks for records that stand
    (`objects`) does not see it. Merged again, all lead to the last survivor.
    """

    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="merged_records",
        # Nearly all rows have none, and an index over them would be read for the wrong question.
        db_index=False,
        verbose_name=_("merged into"),
    )

    class Meta:
        abstract = True

    @property
    def standing(self) -> Self:
        """The record that stands for this one: itself, or what it was merged into."""
        return self.merged_into or self  # type: ignore[return-value]


class StandingManager(models.Manager[M]):
    """The records that stand: those merged into another are left out."""

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().filter(merged_into=None)


def survivor_index(name: str) -> models.Index:
    """The index for the few records that lead to another."""
    return models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name=name)


def lineage(path: str, step: int = 5) -> list[str]:
    """The paths of a union and all its ancestors, the topmost first."""
    return [path[:end] for end in range(step, len(path) + 1, step)]
