"""The steps of loading a district, and the sheet of one-time passwords."""

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
from yuanxin.organisation.loading.queries import accounts_without_password, steps_of


@requires(Unions.CHANGE_TREE)
@require_GET
def steps(request: ActorRequest) -> HttpResponse:
    """The lists in the order in which they go in, each with its template and its last batch."""
    shown = [
        {
            "step": each,
            "upload": reverse(f"loading:{each.declaration.code}:upload"),
            "template": reverse(f"loading:{each.declaration.code}:template"),
            "batches": reverse(f"loading:{each.declaration.code}-list"),
            "last": reverse(f"loading:{each.declaration.code}:batch-detail", args=[each.last.pk]) if each.last else "",
        }
        for each in steps_of(request.actor)
    ]
    return render(request, "loading/steps.html", {"title": _("Loading a district"), "steps": shown})


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
