"""Who acts, and where: permissions held over ranges of the tree of unions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope

PATH_STEP = 5
# Begins the key of the system itself.
SYSTEM = "system:"


class Placed(Protocol):
    """Anything that stands in the tree."""

    path: str


@dataclass(frozen=True, slots=True, order=True)
class PathRange:
    """A union and everything below it, as a half-open range of paths: start ≤ path < stop."""

    start: str
    stop: str

    @classmethod
    def below(cls, path: str) -> "PathRange":
        """The range of `path` itself and all its descendants."""
        return cls(path, f"{int(path) + 1:0{len(path)}d}")

    def holds(self, path: str) -> bool:
        return self.start <= path < self.stop


@dataclass(frozen=True, slots=True, order=True)
class Principal:
    """Somebody another person acts for (被代理人): the key in the trail, and the name."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Grant:
    """One appointment in force: what a role may do over one union and all below it. `place` is the union's name.

    `principal` is who holds the appointment where the actor only deputises for its holder.
    """

    role: str
    path: str
    permissions: frozenset[str]
    place: str = ""
    principal: Principal | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever reads or writes: a signed-in user, a command, a task.

    `key` is stable text for the audit trail (`user:12`, `system:demo`), `label` what people read.
    `everywhere` is the trusted shell and the system's own work: every permission over every union.
    """

    key: str
    label: str
    grants: tuple[Grant, ...] = ()
    address: str = ""
    everywhere: bool = False

    @classmethod
    def system(cls, name: str) -> "Actor":
        """The system itself doing `name` (`demo`, `init`, `shell`)."""
        return cls(key=f"{SYSTEM}{name}", label=name, everywhere=True)

    def capacities(self) -> "tuple[Capacity, ...]":
        """In whose right the actor can act: the own one first, then that of each person deputised for."""
        principals = sorted({grant.principal for grant in self.grants if grant.principal is not None})
        return tuple(
            Capacity(replace(self, grants=tuple(grant for grant in self.grants if grant.principal == each)), each)
            for each in (None, *principals)
        )

    @property
    def keys(self) -> frozenset[str]:
        """The actor's own key and those of everybody deputised for."""
        return frozenset(key for capacity in self.capacities() for key in capacity.keys)

    @property
    def places(self) -> list[str]:
        """The names of the unions the actor is appointed in, the topmost first, each once."""
        named = sorted((grant.path, grant.place) for grant in self.grants if grant.place)
        return list(dict.fromkeys(place for _path, place in named))

    def office(self, place: Callable[[], Placed | None], principal: Principal | None = None) -> str:
        """The union from which the actor acts, in its own right or in a principal's; empty where it has none.

        Args:
            place: gives what the act is about; only asked where there are several appointments, of which the nearest
                one above it counts.
        """
        held = {(grant.path, grant.place) for grant in self.grants if grant.principal == principal}
        if len(held) > 1 and (about := place()) is not None:
            held = {each for each in held if PathRange.below(each[0]).holds(about.path)} or held
        return max(held, key=lambda each: len(each[0]))[1] if held else ""

    def may(self, permission: str, place: Placed) -> bool:
        """Whether the actor holds `permission` over `place`."""
        return self.everywhere or any(
            permission in grant.permissions and PathRange.below(grant.path).holds(place.path) for grant in self.grants
        )

    def may_somewhere(self, permission: str) -> bool:
        """Whether the actor holds `permission` over any union."""
        return self.everywhere or any(permission in grant.permissions for grant in self.grants)

    def sees(self, place: Placed) -> bool:
        """Whether `place` lies in any of the actor's unions, whatever the permission."""
        return self.everywhere or any(PathRange.below(grant.path).holds(place.path) for grant in self.grants)

    def require(self, permission: str, place: Placed) -> None:
        """Refuse unless the actor holds `permission` over `place`.

        Raises:
            OutOfScope: if the place lies outside all the actor's unions.
            NotAllowed: if it lies inside, but no role there holds the permission.
        """
        if self.may(permission, place):
            return
        if not self.sees(place):
            raise OutOfScope
        raise NotAllowed(
            _("Your role does not include this act here."),
            remedy=_("Ask the security administrator of your union for the role."),
        )

    def ranges(self, permission: str) -> tuple[PathRange, ...]:
        """The parts of the tree over which the actor holds `permission`, overlaps removed."""
        return merged(PathRange.below(grant.path) for grant in self.grants if permission in grant.permissions)


@dataclass(frozen=True, slots=True)
class Capacity:
    """An actor with the grants of one person only: its own, or those of the `principal` it deputises for."""

    actor: Actor
    principal: Principal | None = None

    @property
    def keys(self) -> frozenset[str]:
        """Everybody who stands behind an act in this capacity; a rule of two persons asks for all of them."""
        return frozenset({self.actor.key, *([self.principal.key] if self.principal else [])})


def merged(ranges: Iterable[PathRange]) -> tuple[PathRange, ...]:
    """The same coverage without ranges that lie inside another."""
    kept: list[PathRange] = []
    for candidate in sorted(ranges, key=lambda item: (item.start, -len(item.stop), item.stop)):
        if not any(outer.start <= candidate.start and candidate.start < outer.stop for outer in kept):
            kept.append(candidate)
    return tuple(kept)


def name_of(key: str, label: str) -> str:
    """How people read who acted, of the key and label that were kept: the system's own work bears no code's name."""
    return pgettext("actor", "The system") if key == f"{SYSTEM}{label}" else label
