"""The switches of the shell, the guides, and the pages for what went wrong."""

import sys
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from yuanxin.foundation.kernel.storage_troubles import trouble_of
from yuanxin.foundation.ui import guides
from yuanxin.foundation.ui.access import public, signed_in
from yuanxin.foundation.ui.shell import THEME_COOKIE, THEMES

RETRY_SECONDS = 60
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


@signed_in
@require_GET
def show_guides(request: HttpRequest) -> HttpResponse:
    """All guides (帮助): how the work of each department is done."""
    first, *others = guides.all_guides()
    return render(request, "ui/guides.html", {"title": _("Guides"), "first": first, "others": others})


@signed_in
@require_GET
def show_guide(request: HttpRequest, name: str) -> HttpResponse:
    """One guide, with the way to the others beside it."""
    guide = guides.named(name)
    if guide is None:
        raise Http404
    return render(request, "ui/guide.html", {"title": guide.title, "guide": guide, "guides": guides.all_guides()})


def server_error(_request: HttpRequest) -> HttpResponse:
    """The page for what a view did not foresee: what database or disk complain of in words, all else as 500.

    It asks the database nothing: the database may be what is gone.
    """
    trouble = trouble_of(sys.exc_info()[1])
    if trouble is None:
        return render(None, "500.html", status=HTTPStatus.INTERNAL_SERVER_ERROR)
    answer = render(None, "503.html", {"trouble": trouble}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def page_before(request: HttpRequest) -> str:
    """The page of this site that a small form was sent from; home where it is not known."""
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else "/"
