"""What the workbench (工作台) shows, told by each app: waiting work, shortcuts, figures, the period."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.periods import Period, half_year_of
from yuanxin.foundation.ui.access import PUBLIC, SIGNED_IN

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits for the actor: what it is about, where it is done, and by when."""

    label: Text
    url: str
    kind: Text = ""
    place: Text = ""
    due_on: datetime.date | None = None

    def is_overdue(self, today: datetime.date) -> bool:
        return self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class Waiting:
    """Work of one kind: how much in all, how much of it overdue, the most urgent, and the page with all of it."""

    label: Text
    url: str
    count: int
    overdue: int = 0
    tasks: tuple[Task, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A page that a role opens often."""

    label: Text
    url_name: str
    permission: str
    icon: str = "right"
    order: int = 100

    @property
    def url(self) -> str:
        return reverse(self.url_name)


WaitingFor = Callable[[Actor, datetime.date], Iterable[Waiting]]

_waiting: list[WaitingFor] = []
_shortcuts: dict[str, Shortcut] = {}
_figures: dict[str, int] = {}
_present: Callable[[datetime.date], Period] = half_year_of


def add_waiting(provider: WaitingFor) -> None:
    """Let `provider(actor, today)` tell what waits for an actor; its queries must not grow with the rows."""
    if provider not in _waiting:
        _waiting.append(provider)


def add_shortcut(label: Text, url_name: str, permission: str, *, icon: str = "right", order: int = 100) -> None:
    """Offer a page on the workbench of whoever holds `permission`."""
    _shortcuts[url_name] = Shortcut(label, url_name, permission, icon, order)


def add_figures(*codes: str, order: int = 100) -> None:
    """Show figures on the workbench of whoever may see them."""
    _figures.update(dict.fromkeys(codes, order))


def tell_period(present: Callable[[datetime.date], Period]) -> None:
    """Set which period is the present one; a demo district lives in the period of its facts."""
    global _present
    _present = present


def waiting_for(actor: Actor, today: datetime.date) -> list[Waiting]:
    """All that waits for `actor`, groups with overdue work first."""
    groups = [group for provider in _waiting for group in provider(actor, today) if group.count]
    return sorted(groups, key=lambda group: group.overdue == 0)


def shortcuts_of(actor: Actor) -> Iterator[Shortcut]:
    """The shortcuts that `actor` may open."""
    for shortcut in sorted(_shortcuts.values(), key=lambda one: one.order):
        if shortcut.permission in {PUBLIC, SIGNED_IN} or actor.may_somewhere(shortcut.permission):
            yield shortcut


def figure_codes() -> list[str]:
    """The codes of the figures on the workbench, in their order."""
    return sorted(_figures, key=lambda code: _figures[code])


def present_period(today: datetime.date) -> Period:
    """The period that figures are told of when none is asked for."""
    return _present(today)
