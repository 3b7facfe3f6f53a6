"""The tree as its page shows it."""

import datetime
from dataclasses import dataclass

from yuanxin.foundation.figures.catalogue import figure_of
from yuanxin.foundation.figures.queries import measured
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.periods import Period
from yuanxin.foundation.unions.choices import Permission
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import children_of

SHOWN_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Branch:
    """A union on the tree page: the unions directly below, and how many grassroots unions and members in all."""

    union: Union
    below: int
    grassroots: int
    members: int


def roots_of(actor: Actor) -> list[Union]:
    """The topmost unions that the actor sees: where the tree begins for it."""
    if actor.everywhere:
        return list(Union.objects.filter(parent=None).order_by("path"))
    paths = [part.start for part in actor.ranges(Permission.VIEW)]
    return list(Union.objects.filter(path__in=paths).order_by("path"))


def branches(unions: list[Union], today: datetime.date) -> list[Branch]:
    """Unions with their counts, all read from the cells by one statement."""
    on = Period(today, today)
    figures = [figure_of("unions.stock"), figure_of("members.stock")]
    values = measured([(figure, union, on) for union in unions for figure in figures])
    return [
        Branch(union, below_of(union), int(values[2 * at].value), int(values[2 * at + 1].value))
        for at, union in enumerate(unions)
    ]


def below_of(union: Union) -> int:
    """The unions directly below, as `children_of` counted them; else asked."""
    counted = getattr(union, "below", None)
    return counted if counted is not None else union.children.in_force().count()


def lower(union: Union, today: datetime.date) -> tuple[list[Branch], bool]:
    """The unions in force directly below, and whether there are more than are shown."""
    children = list(children_of(union)[: SHOWN_AT_MOST + 1])
    return branches(children[:SHOWN_AT_MOST], today), len(children) > SHOWN_AT_MOST


def living_below(union: Union) -> int:
    """How many unions in force or in preparation stand below, at any depth."""
    return Union.objects.within(union).in_force_or_preparing().exclude(pk=union.pk).count()
