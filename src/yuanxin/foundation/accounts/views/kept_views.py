"""Keeping a list as one wants it again."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yuanxin.foundation.accounts import queries, services
from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, signed_in
from yuanxin.foundation.ui.answers import answer_act
from yuanxin.foundation.ui.views import page_before


@signed_in
@require_POST
def keep(request: ActorRequest) -> HttpResponse:
    """Keep the list as it is shown now."""
    return answer_act(
        request,
        lambda: services.keep_view(
            actor=request.actor,
            user=request.sign_in.user,  # type: ignore[attr-defined]
            page=request.POST.get("page", ""),
            name=request.POST.get("name", ""),
            query=request.POST.get("query", ""),
        ),
        done=lambda kept: _("“%(name)s” is kept; it stands under Views.") % {"name": kept.name},
        back=page_before(request),
    )


@signed_in
@require_POST
def forget(request: ActorRequest, number: int) -> HttpResponse:
    """Forget one of my views."""
    view = found(queries.kept_views_of(request.sign_in.user).filter(pk=number).first())  # type: ignore[attr-defined]
    services.forget_view(actor=request.actor, view=view)
    messages.success(request, _("“%(name)s” is forgotten.") % {"name": view.name})
    return HttpResponseRedirect(page_before(request))
