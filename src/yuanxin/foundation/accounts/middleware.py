"""Every request gets its actor; every view must be marked; refusals become pages."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from yuanxin.foundation.accounts.access import PUBLIC, SIGNED_IN
from yuanxin.foundation.accounts.queries import actor_for
from yuanxin.foundation.kernel import clock
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope

NOBODY = Actor(key="nobody", label="")


class ActorMiddleware:
    """Sets `request.actor` and `request.today`, and refuses a view that the actor's roles do not open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.today = clock.today()
        request.actor = NOBODY
        if request.user.is_authenticated:
            request.actor = actor_for(request.user, today=request.today, address=request.META.get("REMOTE_ADDR", ""))
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        access = getattr(view, "access", None)
        if access is None:
            raise RuntimeError(f"{view} has no access mark")
        if access == PUBLIC:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if access != SIGNED_IN and not request.actor.may_somewhere(access):
            return render(request, "ui/refused.html", status=403)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OutOfScope):
            raise Http404(str(exception))
        if isinstance(exception, NotAllowed):
            return render(request, "ui/refused.html", {"error": exception}, status=403)
        return None
