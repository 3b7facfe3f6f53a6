"""Whom it is about: a worker is found, the household entered where it is not known, and the page that fits opens."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import UNPROCESSABLE
from yuanxin.organisation.members.choices import Permission as Members
from yuanxin.organisation.members.models import Household, Person
from yuanxin.organisation.members.queries import household_of, search
from yuanxin.welfare.hardship.choices import Permission, RequestKind
from yuanxin.welfare.hardship.forms.requests import FindWorkerForm
from yuanxin.welfare.hardship.queries.files import file_of, open_request
from yuanxin.welfare.hardship.registers import FILES, GOODS, RELIEFS, REQUESTS

# What is to be done for the worker: its title, the page of the list it came from, and the page that follows.
PURPOSES: dict[str, tuple[Callable[[], str], Any, str]] = {
    "file": (lambda: _("Apply for a worker in hardship"), FILES, "hardship:for-file"),
    "relief": (lambda: _("Apply for relief"), RELIEFS, "hardship:for-relief"),
    "goods": (lambda: _("Give goods"), GOODS, "hardship:for-goods"),
}


def find(request: ActorRequest, purpose: str) -> HttpResponse:
    """Look for the worker; each found one leads on."""
    title, register, following = PURPOSES[purpose]
    asked = FindWorkerForm(request.GET or None, actor=request.actor, today=request.today)
    people = search(request.actor, asked.cleaned_data["text"]) if asked.is_valid() else []
    people = [person for person in people if request.actor.may(Permission.APPLY, person.union)]
    return render(
        request,
        "hardship/find.html",
        {
            "form": asked,
            "people": [(person, reverse(following, args=[person.pk])) for person in people],
            "looked": asked.is_bound and asked.is_valid(),
            "title": title(),
            "cancel_url": register.url(),
            "breadcrumbs": [(register.title, register.url())],
        },
        status=UNPROCESSABLE if asked.is_bound and asked.errors else 200,
    )


@requires(Permission.APPLY)
@require_safe
def apply(request: ActorRequest) -> HttpResponse:
    """For which worker a file is asked for."""
    return find(request, "file")


@requires(Permission.APPLY)
@require_safe
def find_for_relief(request: ActorRequest) -> HttpResponse:
    """For which worker's household relief is asked for."""
    return find(request, "relief")


@requires(Permission.APPLY)
@require_safe
def find_for_goods(request: ActorRequest) -> HttpResponse:
    """Which worker's household was given goods."""
    return find(request, "goods")


def worker_in_scope(request: ActorRequest, pk: int) -> Person:
    """The worker, if the reader may apply for workers of that union; 404 otherwise."""
    visible = Person.objects.visible_to(request.actor, Permission.APPLY)
    return found(visible.select_related("union").filter(pk=pk).first())


def household_or_entry(request: ActorRequest, worker: Person, back_to: str) -> Household | HttpResponse:
    """The worker's household, or the page on which it is entered, which leads back here."""
    household = household_of(worker, request.today)
    if household is None:
        query = urlencode({"then": reverse(back_to, args=[worker.pk])})
        return redirect(f"{reverse('members:household-new', args=[worker.pk])}?{query}")
    visible = Household.objects.visible_to(request.actor, Members.VIEW_HOUSEHOLDS)
    return found(visible.select_related("head__union").filter(pk=household.pk).first())


@requires(Permission.APPLY)
@require_safe
def for_file(request: ActorRequest, pk: int) -> HttpResponse:
    """The worker's file, the request on its way, or the form of an application."""
    worker = worker_in_scope(request, pk)
    household = household_or_entry(request, worker, "hardship:for-file")
    if isinstance(household, HttpResponse):
        return household
    if (waiting := open_request(household)) is not None:
        return redirect(REQUESTS.url("detail", waiting.pk))
    if (file := file_of(household)) is not None:
        return redirect(FILES.url("detail", file.pk))
    return redirect("hardship:filerequest-new", household.pk, RequestKind.OPEN)


@requires(Permission.APPLY)
@require_safe
def for_relief(request: ActorRequest, pk: int) -> HttpResponse:
    """The form of an application for relief."""
    household = household_or_entry(request, worker_in_scope(request, pk), "hardship:for-relief")
    return household if isinstance(household, HttpResponse) else redirect("hardship:relief-new", household.pk)


@requires(Permission.APPLY)
@require_safe
def for_goods(request: ActorRequest, pk: int) -> HttpResponse:
    """The form of goods given."""
    household = household_or_entry(request, worker_in_scope(request, pk), "hardship:for-goods")
    return household if isinstance(household, HttpResponse) else redirect("hardship:goods-new", household.pk)
