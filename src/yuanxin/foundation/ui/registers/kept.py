"""Kept views of a list (常用视图): an app above the register core, which knows who reads, keeps them."""

from collections.abc import Callable, Iterable
from typing import Protocol

from django.http import HttpRequest


class View(Protocol):
    """A list as its reader wants it again: `query` is what stands in its address."""

    pk: int
    name: str
    query: str


def _nothing(_request: HttpRequest, _page: str) -> Iterable[View]:
    return ()


#: The views that the reader of the page kept of the list with this route.
views_of: Callable[[HttpRequest, str], Iterable[View]] = _nothing


def tell(hook: Callable[[HttpRequest, str], Iterable[View]]) -> None:
    """Set the hook; called by the app that keeps them."""
    global views_of
    views_of = hook


def kept_for(request: HttpRequest, page: str) -> list[View]:
    """What the reader kept of the list."""
    return list(views_of(request, page))
