"""What is asked about a file from its page, the card shown for a reason, and the household at one glance."""

import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of, form_page
from yuanxin.organisation.members.queries import household_members
from yuanxin.welfare.hardship import services
from yuanxin.welfare.hardship.choices import Permission, RequestKind
from yuanxin.welfare.hardship.forms.requests import CloseForm, PairForm, ReasonForm
from yuanxin.welfare.hardship.models import HardshipFile
from yuanxin.welfare.hardship.registers import FILES, REQUESTS
from yuanxin.welfare.hardship.registers.sections import goods_once, welfare_of
from yuanxin.welfare.hardship.views.requests import household_in_scope, known_of


def file_in_scope(request: ActorRequest, pk: int, permission: str) -> HardshipFile:
    """The file, if the reader sees it (404) and holds `permission` over its union (403)."""
    visible = HardshipFile.objects.visible_to(request.actor)
    file = found(visible.select_related("union", "household__head__union").filter(pk=pk).first())
    request.actor.require(permission, file.union)
    return file


def declare(request: ActorRequest, pk: int, kind: RequestKind) -> HttpResponse:
    """The form of a request about a file."""
    file = file_in_scope(request, pk, Permission.APPLY)
    return redirect("hardship:filerequest-new", file.household_id, kind)


@requires(Permission.APPLY)
@require_safe
def recheck(request: ActorRequest, pk: int) -> HttpResponse:
    """The yearly re-check."""
    return declare(request, pk, RequestKind.RECHECK)


@requires(Permission.APPLY)
@require_safe
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """A change of circumstances."""
    return declare(request, pk, RequestKind.CHANGE)


@requires(Permission.APPLY)
@require_safe
def take_up(request: ActorRequest, pk: int) -> HttpResponse:
    """A household back in hardship."""
    return declare(request, pk, RequestKind.RETURN)


@requires(Permission.APPLY)
@require_safe
def relief(request: ActorRequest, pk: int) -> HttpResponse:
    """Relief for the household of a file."""
    return redirect("hardship:relief-new", file_in_scope(request, pk, Permission.APPLY).household_id)


@requires(Permission.APPLY)
@require_safe
def goods(request: ActorRequest, pk: int) -> HttpResponse:
    """Goods for the household of a file."""
    return redirect("hardship:goods-new", file_in_scope(request, pk, Permission.APPLY).household_id)


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def close(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask that a file be closed."""
    file = file_in_scope(request, pk, Permission.APPLY)
    form = form_of(CloseForm, request, known=known_of(file.household))
    return answer_file(
        request,
        file,
        form,
        lambda: services.close_file(
            actor=form.actor, file=file, reason=form.cleaned_data["close_reason"], today=form.today
        ),
        to=lambda asked: REQUESTS.url("detail", asked.pk),
        title=_("Close the file"),
        save_label=_("Ask for the closing"),
        lead=_("The street reviews it, the district approves; nothing changes before."),
    )


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def pair(request: ActorRequest, pk: int) -> HttpResponse:
    """Name the officer who looks after the household."""
    file = file_in_scope(request, pk, Permission.APPLY)
    initial = {"officer": file.paired_with, "version": file.version}
    form = form_of(PairForm, request, initial=initial, known=known_of(file.household))
    return answer_file(
        request,
        file,
        form,
        lambda: services.pair_with(actor=form.actor, file=file, today=form.today, **form.cleaned_data),
        title=_("Name the paired officer"),
    )


@requires(Permission.VIEW_CLEAR)
@never_cache
@require_http_methods(["GET", "POST"])
def card(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask for the reason, log it, and show the bank card once."""
    file = file_in_scope(request, pk, Permission.VIEW_CLEAR)
    form = form_of(ReasonForm, request, known=known_of(file.household))
    page: dict[str, Any] = {
        "title": _("Show the bank card"),
        "cancel_url": FILES.url("detail", file.pk),
        "breadcrumbs": [(FILES.title, FILES.url()), (file, FILES.url("detail", file.pk))],
    }
    number = None
    if form.is_bound:
        number = form.carry_out(
            lambda: services.show_card(
                actor=form.actor, file=file, reason=form.cleaned_data["reason"], today=form.today
            )
        )
    if number is None:
        return form_page(request, form, save_label=_("Show"), **page)
    return render(request, "hardship/card.html", {"file": file, "number": number, **page})


@requires(Permission.VIEW_MONEY)
@require_safe
def household(request: ActorRequest, pk: int) -> HttpResponse:
    """All welfare that a household has had, on one page (一户一览)."""
    shown = household_in_scope(request, pk, Permission.VIEW_MONEY)
    return render(
        request,
        "hardship/household.html",
        {
            **welfare_of(request.actor, shown, goods=goods_once(shown)),
            "members": household_members(shown, datetime.date.max),
            "title": _("All help to the household of %(name)s") % {"name": shown.head},
            "breadcrumbs": [(FILES.title, FILES.url())],
        },
    )


def answer_file(request: ActorRequest, file: HardshipFile, form: Any, act: Any, **context: Any) -> HttpResponse:
    """A form about a file; its page follows."""
    page = FILES.url("detail", file.pk)
    return answer_form(
        request,
        form,
        act,
        done=lambda _done: _("The changes are kept."),
        cancel_url=page,
        breadcrumbs=[(FILES.title, FILES.url()), (file, page)],
        **{"to": lambda _done: page, **context},
    )
