"""What the workbench (工作台) shows, told by each app: shortcuts, figures, and which period is the present one.

What waits for people is told to the inbox of `flow`.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.periods import Period, half_year_of
from yuanxin.foundation.ui.access import PUBLIC, SIGNED_IN

Text = str | Promise


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


@dataclass(frozen=True, slots=True)
class FirstStep:
    """A part of the main job, told to whoever has done nothing yet: which page, and what is done there."""

    label: Text
    url_name: str
    permission: str
    told: Text
    order: int

    @property
    def url(self) -> str:
        return reverse(self.url_name)


@dataclass(frozen=True, slots=True)
class News:
    """Something that the reader may want to know: what, where, from whom, since when."""

    what: str
    url: str
    who: str
    day: datetime.date | None


@dataclass(frozen=True, slots=True)
class NewsBoard:
    """A card of news on the workbench; `latest` gives what an actor may see of them, so many at most."""

    label: Text
    url_name: str
    permission: str
    latest: Callable[[Actor, datetime.date, int], list[News]]

    @property
    def url(self) -> str:
        return reverse(self.url_name)


_shortcuts: dict[str, Shortcut] = {}
_first_steps: dict[str, FirstStep] = {}
_news: dict[str, NewsBoard] = {}
_figures: dict[str, int] = {}
_present: Callable[[datetime.date], Period] = half_year_of


def add_shortcut(label: Text, url_name: str, permission: str, *, icon: str = "right", order: int = 100) -> None:
    """Offer a page on the workbench of whoever holds `permission`."""
    _shortcuts[url_name] = Shortcut(label, url_name, permission, icon, order)


def add_first_step(label: Text, url_name: str, permission: str, *, told: Text, order: int) -> None:
    """Tell newcomers who hold `permission` what to do on a page, in the order of the main job."""
    _first_steps[url_name] = FirstStep(label, url_name, permission, told, order)


def add_news(
    label: Text, url_name: str, permission: str, latest: Callable[[Actor, datetime.date, int], list[News]]
) -> None:
    """Show news on the workbench of whoever holds `permission`; `url_name` is the page of all of them."""
    _news[url_name] = NewsBoard(label, url_name, permission, latest)


def add_figures(*codes: str, order: int = 100) -> None:
    """Show figures on the workbench of whoever may see them."""
    _figures.update(dict.fromkeys(codes, order))


def tell_period(present: Callable[[datetime.date], Period]) -> None:
    """Set which period is the present one; a demo district lives in the period of its facts."""
    global _present
    _present = present


def shortcuts_of(actor: Actor) -> Iterator[Shortcut]:
    """The shortcuts that `actor` may open."""
    for shortcut in sorted(_shortcuts.values(), key=lambda one: one.order):
        if shortcut.permission in {PUBLIC, SIGNED_IN} or actor.may_somewhere(shortcut.permission):
            yield shortcut


def first_steps_of(actor: Actor) -> list[FirstStep]:
    """The steps of the main job that `actor` may take."""
    steps = sorted(_first_steps.values(), key=lambda one: one.order)
    return [step for step in steps if actor.may_somewhere(step.permission)]


def news_of(actor: Actor, today: datetime.date, limit: int) -> list[tuple[NewsBoard, list[News]]]:
    """The news that `actor` may see, by board; boards without any are left out."""
    boards = [board for board in _news.values() if actor.may_somewhere(board.permission)]
    return [(board, found) for board in boards if (found := board.latest(actor, today, limit))]


def figure_codes() -> list[str]:
    """The codes of the figures on the workbench, in their order."""
    return sorted(_figures, key=lambda code: _figures[code])


def present_period(today: datetime.date) -> Period:
    """The period that figures are told of when none is asked for."""
    return _present(today)
