"""The steps of loading a district, and the sheet of one-time passwords."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from yuanxin.foundation.accounts.choices import Permission
from yuanxin.foundation.intake.queries import batch_with_number
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.unions.choices import Permission as Unions
from yuanxin.organisation.loading import services
from yuanxin.organisation.loading.intake import ACCOUNTS
from yuanxin.organisation.loading.queries import Step, accounts_without_password, further_steps_of, steps_of


@requires(Unions.CHANGE_TREE)
@require_GET
def steps(request: ActorRequest) -> HttpResponse:
    """The lists in the order in which they go in, then what departments kept, each with its template and last batch."""
    context = {
        "title": _("Loading a district"),
        "steps": [shown(step) for step in steps_of(request.actor)],
        "further": [shown(step) for step in further_steps_of(request.actor)],
    }
    return render(request, "loading/steps.html", context)


def shown(step: Step) -> dict[str, Any]:
    """One list with the addresses of its pages."""
    pages = step.declaration.pages
    return {
        "step": step,
        "upload": reverse(f"{pages}:upload"),
        "template": reverse(f"{pages}:template"),
        "batches": reverse(f"{pages}-list"),
        "last": reverse(f"{pages}:batch-detail", args=[step.last.pk]) if step.last else "",
    }


@requires(Permission.MANAGE_USERS, step_up=True)
@never_cache
@require_http_methods(["GET", "POST"])
def passwords(request: ActorRequest, pk: int) -> HttpResponse:
    """Passwords for the accounts of a batch, a sheet at a time, each told once."""
    batch = batch_with_number(request.actor, ACCOUNTS, pk)
    given = services.give_passwords(actor=request.actor, batch=batch) if request.method == "POST" else []
    context = {
        "title": _("One-time passwords of batch %(batch)s") % {"batch": pk},
        "batch": batch,
        "given": given,
        "left": accounts_without_password(batch).count(),
        "sheet": services.SHEET,
        "batch_url": reverse("loading:accounts:batch-detail", args=[pk]),
    }
    return render(request, "loading/passwords.html", context)
