"""What is addressed to many unions at once, without a row for each of them."""

from __future__ import annotations

from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yuanxin.foundation.kernel.actors import Actor, PathRange
from yuanxin.foundation.unions.choices import Level
from yuanxin.foundation.unions.models import Scoped, ScopedQuerySet, Union
from yuanxin.foundation.unions.models.scope import in_range, lineage
from yuanxin.foundation.unions.models.tree import UnionQuerySet
from yuanxin.foundation.unions.rules import STREET_LEVELS
from yuanxin.organisation.notices.choices import Audience, Permission

M = TypeVar("M", bound=models.Model)

LEVELS: dict[str, frozenset[Level]] = {
    Audience.ALL: frozenset({Level.STREET, Level.PARK, Level.GRASSROOTS}),
    Audience.STREETS: STREET_LEVELS,
    Audience.GRASSROOTS: frozenset({Level.GRASSROOTS}),
}


class AddressedQuerySet(ScopedQuerySet[M]):
    """`sent_states` are those in which the addressed see it."""

    sent_states: ClassVar[tuple[str, ...]]

    def visible_to(self, actor: Actor, permission: str = "") -> Self:
        """What the actor's unions sent; to look at, also what is addressed to one of them or to one below them."""
        rows = super().visible_to(actor, permission)
        if actor.everywhere or permission not in {"", Permission.VIEW}:
            return rows
        addressed = Q(pk__in=[])
        for path in paths_of(actor, Permission.VIEW):
            part = PathRange.below(path)
            places = Q(target__path__in=lineage(path)) | in_range("target__path", part)
            addressed |= places & to_some(Union.objects.filter(in_range("path", part)))
        return rows | self.filter(addressed, state__in=self.sent_states)

    def waiting_at(self, actor: Actor, done: models.QuerySet[Any]) -> Self:
        """Of those sent, what is addressed to a union that the actor itself answers for, and not in `done` for it.

        `done` are rows with a `union`, already bound to the outer row.
        """
        waits = Q(pk__in=[])
        for path in paths_of(actor, Permission.ANSWER):
            here = Union.objects.in_force().filter(path=path)
            waits |= (
                Q(target__path__in=lineage(path))
                & to_some(here)
                & ~Q(union__path=path)
                & ~Q(Exists(done.filter(union__path=path)))
            )
        return self.filter(waits, state__in=self.sent_states)


def paths_of(actor: Actor, permission: str) -> list[str]:
    """The paths of the unions that the actor holds `permission` in by an appointment there."""
    return sorted({grant.path for grant in actor.grants if permission in grant.permissions})


def to_some(unions: models.QuerySet[Union]) -> Q:
    """The condition that the audience holds one of `unions`."""
    condition = Q(pk__in=[])
    for audience, levels in LEVELS.items():
        condition |= Q(audience=audience) & Q(Exists(unions.filter(level__in=levels)))
    return condition


class Addressed(Scoped):
    """Sent by `union` to the unions of `audience` at or below `target`, which is itself or one below it.

    The addressed are a query, so that sending to two thousand unions writes one row, and a union founded meanwhile is
    addressed as well.
    """

    view_permission: ClassVar[str] = Permission.VIEW

    target = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name=_("to the unions below"))
    audience = models.CharField(_("addressed"), max_length=12, choices=Audience, default=Audience.ALL)
    title = models.CharField(_("title"), max_length=100)
    text = models.TextField(pgettext_lazy("of a notice", "text"), max_length=5000)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def recipients(self) -> UnionQuerySet:
        """The unions in force that are addressed, in the order of the tree."""
        below = Union.objects.within(self.target).in_force().filter(level__in=LEVELS[self.audience])
        return below.exclude(pk=self.union_id).order_by("path")  # type: ignore[attr-defined,return-value]
