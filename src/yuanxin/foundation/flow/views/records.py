"""The inbox, the page on which a step is taken, and that on which a record is given to a colleague."""

from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yuanxin.foundation.documents.registry import takes_attachments
from yuanxin.foundation.flow import inbox
from yuanxin.foundation.flow.forms import AssignForm, StepForm
from yuanxin.foundation.flow.models import Flowing
from yuanxin.foundation.flow.queries import may_take_a_step, offers, who_may_go_on
from yuanxin.foundation.flow.registry import flow_of
from yuanxin.foundation.flow.services import act, assign
from yuanxin.foundation.flow.tables import Flow
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.kernel.errors import OutOfScope, found
from yuanxin.foundation.ui.access import ActorRequest, signed_in
from yuanxin.foundation.ui.answers import answer_form, form_of, form_page
from yuanxin.foundation.ui.registers.register import register_of

KINDS_SHOWN = 6


@signed_in
@require_GET
def inbox_page(request: ActorRequest) -> HttpResponse:
    """What waits for the reader, the kinds in which something is late first, and what the reader has done.

    Each kind is a query, so that of many kinds some stand in full and the others are a click away.
    """
    actor, today = request.actor, request.today
    loads, chosen = inbox.loads_for(request), request.GET.get("kind", "")
    shown = [chosen] if chosen in loads else list(islice(loads, KINDS_SHOWN))
    context = {
        "kinds": inbox.kinds(loads),
        "all": inbox.together(loads),
        "chosen": chosen if chosen in loads else "",
        "cut": len(shown) < len(loads),
        "waiting": inbox.waiting(actor, today, among=shown),
        "done": inbox.done(actor),
    }
    return render(request, "flow/inbox.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def step(request: ActorRequest, kind: str, pk: int, action: str) -> HttpResponse:
    """Ask for the opinion, then take the step. Which one it is, and for which side, stands in the address."""
    actor, today = request.actor, request.today
    flow, record = _record(request, kind, pk)
    side = request.GET.get("side", "")
    offer = next((each for each in offers(record, actor, today) if (each.action, each.side) == (action, side)), None)
    if offer is None and request.method != "POST":
        raise Http404
    to = flow.step(record.state, action)
    if to is not None and to.page:
        return redirect(to.page, record.pk)
    known = {str(flow.model._meta.verbose_name): flow.subject(record, actor), _("State"): record.get_state_display()}
    if offer is not None and offer.acting_for:
        known[_("Acting for")] = offer.acting_for
    form = StepForm(
        request.POST or None,
        request.FILES or None,
        actor=actor,
        today=today,
        known=known,
        initial={"version": record.version},
    )
    # What one side says stays with that side, and a file belongs to the whole record.
    if side or not takes_attachments(type(record)):
        del form.fields["files"]
    form.fields["opinion"].required = bool(offer and offer.opinion)

    def carry_out() -> Flowing:
        given = form.cleaned_data
        return act(
            record,
            action,
            actor=actor,
            today=today,
            opinion=given["opinion"],
            side=side,
            version=given["version"],
            files=given.get("files", ()),
        )

    taken = form.carry_out(carry_out) if form.is_bound else None
    if taken is not None:
        messages.success(request, _("Done: %(label)s.") % {"label": flow.label_of(action)})
        return redirect(inbox.page_of(flow, record.pk) or "flow:inbox")
    label = flow.label_of(action)
    title = f"{label} — {offer.side_label}" if offer and offer.side_label else label
    return form_page(
        request,
        form,
        title=title,
        save_label=label,
        cancel_url=inbox.page_of(flow, record.pk) or None,
        breadcrumbs=way_to(flow, record, actor),
    )


@signed_in
@require_http_methods(["GET", "POST"])
def give(request: ActorRequest, kind: str, pk: int) -> HttpResponse:
    """Lay the record into a colleague's hands."""
    actor, today = request.actor, request.today
    flow, record = _record(request, kind, pk)
    if not may_take_a_step(record, actor, today):
        raise OutOfScope
    colleagues = who_may_go_on(flow, record, today)
    form = form_of(
        AssignForm,
        request,
        colleagues=colleagues,
        known={str(flow.model._meta.verbose_name): flow.subject(record, actor)},
    )
    back = inbox.page_of(flow, record.pk) or reverse("flow:inbox")
    return answer_form(
        request,
        form,
        lambda: assign(actor=actor, shown=record, today=today, **form.cleaned_data),
        done=lambda given: _("It lies with %(name)s now.") % {"name": given.holder_label},
        to=lambda _given: back,
        title=_("Give to a colleague"),
        save_label=_("Give"),
        cancel_url=back,
        breadcrumbs=way_to(flow, record, actor),
    )


def way_to(flow: Flow, record: Any, actor: Actor) -> list[tuple[Any, str]]:
    """The breadcrumbs to a form about the record: its register, and the record as the actor may read of it."""
    register = register_of(flow.kind)
    listed = [(register.title, register.url())] if register is not None else []
    return [*listed, (flow.subject(record, actor), inbox.page_of(flow, record.pk))]


def _record(request: ActorRequest, kind: str, pk: int) -> tuple[Flow, Any]:
    """The record in scope, with its flow.

    Raises:
        OutOfScope: if there is none.
    """
    flow = flow_of(kind)
    if flow is None:
        raise OutOfScope
    rows = flow.model._default_manager.visible_to(request.actor).select_related(*flow.related)
    return flow, found(rows.filter(pk=pk).first())
