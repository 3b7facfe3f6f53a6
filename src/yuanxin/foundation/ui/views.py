"""The switches of the shell, and the pages for what went wrong."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from yuanxin.foundation.ui.access import public
from yuanxin.foundation.ui.shell import THEME_COOKIE, THEMES

YEAR_SECONDS = 365 * 24 * 3600


@public
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie and go back to the page it was chosen on."""
    response = HttpResponseRedirect(page_before(request))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(THEME_COOKIE, chosen, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure())
    return response


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Django's own language switch, with our mark."""
    return set_language(request)


def page_before(request: HttpRequest) -> str:
    """The page of this site that a small form was sent from; home where it is not known."""
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else "/"
