"""Which columns of a list its reader sees: as a kept view says, as chosen on this browser, or as the register begins.

An export holds all of them: who takes rows away has them to work with. A print shows what the list shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.registers.columns import Column
from yuanxin.foundation.ui.views import YEAR_SECONDS, page_before

if TYPE_CHECKING:
    from yuanxin.foundation.ui.registers.register import Register

# What a kept view says of a list with all its columns: the first one cannot be put away.
ALL_SHOWN = "0"


def columns_view(register: Register) -> Callable[..., HttpResponse]:
    """Keep in a cookie which columns the reader does not want to see."""

    @requires(register.permission)
    @require_POST
    def register_columns(request: ActorRequest) -> HttpResponse:
        shown = set(request.POST.getlist("column"))
        hidden = [str(at) for at, column in enumerate(register.drawn_columns) if at and column.key not in shown]
        response = HttpResponseRedirect(without_hidden(page_before(request)))
        response.set_cookie(
            columns_cookie(register),
            ".".join(hidden),
            max_age=YEAR_SECONDS,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
        return response

    return register_columns


def without_hidden(address: str) -> str:
    """The address of a list without the columns that a kept view puts away: the reader has just chosen others."""
    parts = urlsplit(address)
    left = [(name, value) for name, value in parse_qsl(parts.query) if name != "hide"]
    return urlunsplit(parts._replace(query=urlencode(left)))


def columns_cookie(register: Register) -> str:
    return f"hide-{register.app}-{register.name}"


def hidden_columns(request: ActorRequest, register: Register) -> list[str]:
    """The numbers of the columns that are put away: as the address of a kept view says, or the reader's cookie, or at
    first the register."""
    told = request.GET.get("hide", request.COOKIES.get(columns_cookie(register)))
    if told is None:
        return register.hidden_at_first
    return [number for number in told.split(".") if number.isascii() and number.isdigit()]


def shown_columns(request: ActorRequest, register: Register) -> Sequence[Column]:
    """The columns without those the reader put away; the first always stays."""
    hidden = set(hidden_columns(request, register))
    return [column for at, column in enumerate(register.drawn_columns) if at == 0 or str(at) not in hidden]
