"""The inbox, and the page on which a step is taken."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yuanxin.foundation.flow import inbox
from yuanxin.foundation.flow.forms import StepForm
from yuanxin.foundation.flow.models import Flowing
from yuanxin.foundation.flow.queries import offers
from yuanxin.foundation.flow.registry import flow_of
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.ui.access import ActorRequest, signed_in
from yuanxin.foundation.ui.forms import form_page


@signed_in
@require_GET
def inbox_page(request: ActorRequest) -> HttpResponse:
    """What waits for the reader, and what the reader has done."""
    actor, today = request.actor, request.today
    context = {"waiting": inbox.waiting(actor, today), "done": inbox.done(actor)}
    return render(request, "flow/inbox.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def step(request: ActorRequest, kind: str, pk: int, action: str) -> HttpResponse:
    """Ask for the opinion, then take the step. Which one it is, and for which side, stands in the address."""
    actor, today = request.actor, request.today
    flow = flow_of(kind)
    if flow is None:
        raise Http404
    record = flow.model._default_manager.visible_to(actor).select_related(*flow.related).filter(pk=pk).first()  # type: ignore[attr-defined]
    side = request.GET.get("side", "")
    offer = record and next(
        (each for each in offers(record, actor) if (each.action, each.side) == (action, side)), None
    )
    if not offer and not (record and request.method == "POST"):
        raise Http404
    to = flow.step(record.state, action)
    if to is not None and to.page:
        return redirect(to.page, record.pk)
    known = {str(flow.model._meta.verbose_name): flow.subject(record, actor), _("State"): record.get_state_display()}
    form = StepForm(request.POST or None, actor=actor, today=today, known=known, initial={"version": record.version})
    form.fields["opinion"].required = bool(offer and offer.opinion)

    def carry_out() -> Flowing:
        given = form.cleaned_data
        return act(
            record, action, actor=actor, today=today, opinion=given["opinion"], side=side, version=given["version"]
        )

    taken = form.carry_out(carry_out) if form.is_bound else None
    if taken is not None:
        messages.success(request, _("Done: %(label)s.") % {"label": flow.label_of(action)})
        return redirect(inbox.page_of(flow, record.pk) or "flow:inbox")
    label = flow.label_of(action)
    title = f"{label} — {offer.side_label}" if offer and offer.side_label else label
    return form_page(request, form, title=title, save_label=label, cancel_url=inbox.page_of(flow, record.pk) or None)
