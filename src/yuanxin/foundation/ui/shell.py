"""What stands around every page: menu, the actor's unions, theme, and the notice of a demo database.

What the shell cannot know itself, apps above tell it through the hooks below, in their `apps.py`.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from yuanxin.foundation.kernel.actors import Actor

THEME_COOKIE = "theme"
THEMES = ("light", "dark")


def _nothing() -> str:
    return ""


def _no_count(_request: HttpRequest) -> int:
    return 0


#: The sentence over every page of a demo database, empty elsewhere.
demo_notice: Callable[[], str] = _nothing
#: How many things wait for the user (待办).
open_tasks: Callable[[HttpRequest], int] = _no_count


def tell(
    *,
    demo_notice: Callable[[], str] | None = None,
    open_tasks: Callable[[HttpRequest], int] | None = None,
) -> None:
    """Set one of the hooks; called by the app that knows the answer."""
    given = {"demo_notice": demo_notice, "open_tasks": open_tasks}
    globals().update({name: hook for name, hook in given.items() if hook is not None})


def reader_of(request: HttpRequest) -> Actor:
    """Who reads the page; nobody's actor where the middleware has not found one."""
    return getattr(request, "actor", None) or Actor(key="nobody", label="")


def context(request: HttpRequest) -> dict[str, Any]:
    """Template context of the shell; nothing is computed for an answer that draws no shell."""
    actor = reader_of(request)
    return {
        "shell": {
            "theme": theme_of(request),
            "demo_notice": SimpleLazyObject(lambda: demo_notice()),
            "unions": actor.places,
            "open_tasks": SimpleLazyObject(lambda: open_tasks(request)),
        }
    }


def theme_of(request: HttpRequest) -> str:
    """The theme the reader chose; light until then."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else THEMES[0]
