"""How much waits for the reader stands in the bar of every page, and is not counted anew for every page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from yuanxin.foundation.flow import inbox
from yuanxin.foundation.ui.access import ActorRequest

COOKIE = "waiting"
KEPT_SECONDS = 60
READING = {"GET", "HEAD", "OPTIONS", "TRACE"}


class WaitingMiddleware:
    """Lets the browser remember the number for a minute, until the reader does something.

    What others send meanwhile is told a minute later there; a page that shows what waits counts it itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in READING:
            if COOKIE in request.COOKIES:
                response.delete_cookie(COOKIE, samesite="Lax")
        elif KEPT_SECONDS and (counted := getattr(request, "waiting_loads", None)) is not None:
            response.set_cookie(
                COOKIE,
                f"{request.actor.key}.{inbox.together(counted).waiting}",  # type: ignore[attr-defined]
                max_age=KEPT_SECONDS,
                samesite="Lax",
                secure=request.is_secure(),
                httponly=True,
            )
        return response


def remembered(request: ActorRequest) -> int:
    """How much waits: as this page has counted it, as the browser remembers it for this reader, or counted now."""
    reader, _dot, number = request.COOKIES.get(COOKIE, "").rpartition(".")
    counted = getattr(request, "waiting_loads", None) is not None
    if not counted and reader == request.actor.key and number.isascii() and number.isdigit() and len(number) < 8:
        return int(number)
    return inbox.together(inbox.loads_for(request)).waiting
