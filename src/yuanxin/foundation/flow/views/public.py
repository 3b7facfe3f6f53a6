"""What everybody reads, also without sign-in: the public notices that run today, and the answer to an objection."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from yuanxin.foundation.flow.forms import ObjectionForm
from yuanxin.foundation.flow.queries import answer_to, notice_on_view, notices_on_view
from yuanxin.foundation.flow.services import object_to
from yuanxin.foundation.kernel.errors import OutOfScope, Refused, found
from yuanxin.foundation.ui.access import ActorRequest, public
from yuanxin.foundation.ui.answers import UNPROCESSABLE

SHOWN_AT_MOST = 200


@public
@require_GET
def public_notices(request: ActorRequest) -> HttpResponse:
    """Every notice that runs today."""
    notices = list(notices_on_view(request.today)[:SHOWN_AT_MOST])
    return render(request, "flow/public/notices.html", {"title": _("Public notices"), "notices": notices})


@public
@never_cache
@require_http_methods(["GET", "POST"])
def public_notice(request: ActorRequest, token: uuid.UUID) -> HttpResponse:
    """One notice while it runs, and the form to object to it."""
    notice = found(notice_on_view(token, request.today))
    form = ObjectionForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            objection = object_to(actor=request.actor, notice=notice, today=request.today, **form.cleaned_data)
        except OutOfScope:
            raise
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(
                request, _("Your objection has arrived. Keep the address of this page: the answer comes here.")
            )
            return redirect("flow:public-objection", objection.token)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(
        request, "flow/public/notice.html", {"title": notice.title, "notice": notice, "form": form}, status=status
    )


@public
@never_cache
@require_GET
def public_objection(request: ActorRequest, token: uuid.UUID) -> HttpResponse:
    """What became of an objection, for who holds its address."""
    objection, answer = answer_to(token)
    context = {"title": _("Your objection"), "objection": found(objection), "answer": answer}
    return render(request, "flow/public/objection.html", context)
