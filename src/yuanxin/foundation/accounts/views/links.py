"""Links for people without an account: told once, and withdrawn."""

from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.accounts import services
from yuanxin.foundation.accounts.choices import Permission
from yuanxin.foundation.accounts.forms import ReasonForm
from yuanxin.foundation.accounts.links import purpose_of
from yuanxin.foundation.accounts.models import Link
from yuanxin.foundation.accounts.registers import LINKS
from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form


@requires(Permission.MANAGE_LINKS)
@require_http_methods(["GET", "POST"])
def revoke(request: ActorRequest, pk: int) -> HttpResponse:
    """Withdraw a link."""
    link = found(Link.objects.visible_to(request.actor).select_related("union").filter(pk=pk).first())
    form = ReasonForm(request.POST or None, actor=request.actor, today=request.today)
    return answer_form(
        request,
        form,
        lambda: services.revoke_link(actor=request.actor, link=link, **form.cleaned_data),
        done=lambda _link: _("The link is withdrawn."),
        to=lambda withdrawn: LINKS.url("detail", withdrawn.pk),
        title=_("Withdraw the link “%(link)s”") % {"link": link},
        save_label=_("Withdraw"),
        cancel_url=LINKS.url("detail", link.pk),
        breadcrumbs=[(LINKS.title, LINKS.url())],
    )


def address_of_link(request: HttpRequest, link: Link, token: str) -> str:
    """The whole address that is sent or printed."""
    return request.build_absolute_uri(reverse(purpose_of(link.purpose).url_name, args=[token]))


def told_once(request: ActorRequest, made: services.NewLink, **page: Any) -> HttpResponse:
    """The page that shows a new link and its picture to print, once.

    Context: title, heading, advice, back, breadcrumbs.
    """
    address = address_of_link(request, made.link, made.token)
    response = render(
        request, "accounts/link.html", {"link": made.link, "address": address, "picture": picture_of(address), **page}
    )
    patch_cache_control(response, private=True, no_store=True)
    return response


def picture_of(text: str, *, scale: int = 5) -> SafeString:
    """A QR code of `text`, drawn into the page."""
    drawn = segno.make(text, error="m").svg_inline(
        scale=scale, dark="#000", light="#fff", svgclass="qr", lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 # drawn by segno
