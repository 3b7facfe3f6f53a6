"""Pages on which a year's call is opened, its units asked, and its summaries sent to the treasury."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from yuanxin.finance.allowances import services
from yuanxin.finance.allowances.choices import Permission
from yuanxin.finance.allowances.forms import ChangeCallForm, OpenCallForm, ReplyForm, UnitsForm
from yuanxin.finance.allowances.models import AllowanceCall, AllowanceGrant
from yuanxin.finance.allowances.registers import CALLS, GRANTS
from yuanxin.finance.allowances.rules import RATE
from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.kernel.money import plain
from yuanxin.foundation.policies.queries import NoPolicy, policy
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of
from yuanxin.foundation.ui.forms import Form


def call_in_scope(request: ActorRequest, pk: int) -> AllowanceCall:
    """The call, if the reader runs it; 404 otherwise."""
    visible = AllowanceCall.objects.visible_to(request.actor, Permission.GRANT)
    return found(visible.select_related("union", "policy").filter(pk=pk).first())


@requires(Permission.GRANT)
@require_http_methods(["GET", "POST"])
def open_call(request: ActorRequest) -> HttpResponse:
    """Open the call of a year."""
    try:
        known = {_("Yuan per head and year"): plain(policy(RATE, on=request.today).rate)}
    except NoPolicy:
        # Told when the form is sent, with its remedy.
        known = {}
    form = form_of(OpenCallForm, request, initial={"year": request.today.year, "public": True}, known=known)

    def act() -> AllowanceCall:
        given = form.cleaned_data
        return services.open_call(
            actor=form.actor,
            union=given["union"],
            year=given["year"],
            closes_on=given["closes_on"],
            units=form.units(given["union"]),
            note=given["note"],
            today=form.today,
        )

    return answer_form(
        request,
        form,
        act,
        done=lambda call: _("The call of %(year)s is open.") % {"year": call.year},
        to=lambda call: CALLS.url("detail", call.pk),
        title=_("Open a call"),
        save_label=_("Open a call"),
        cancel_url=CALLS.url(),
        breadcrumbs=[(CALLS.title, CALLS.url())],
    )


@requires(Permission.GRANT)
@require_http_methods(["GET", "POST"])
def change_call(request: ActorRequest, pk: int) -> HttpResponse:
    """Move the last day of a call."""
    call = call_in_scope(request, pk)
    initial = {"closes_on": call.closes_on, "note": call.note, "version": call.version}
    form = form_of(ChangeCallForm, request, initial=initial, known={_("Call for allowances"): call})
    page = CALLS.url("detail", call.pk)
    return answer_form(
        request,
        form,
        lambda: services.change_call(actor=form.actor, call=call, today=form.today, **form.cleaned_data),
        done=lambda _call: _("The changes are kept."),
        to=lambda _call: page,
        title=_("Edit the call"),
        cancel_url=page,
        breadcrumbs=[(CALLS.title, CALLS.url()), (call, page)],
    )


@requires(Permission.GRANT)
@require_http_methods(["GET", "POST"])
def ask_units(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask further units under a call."""
    call = call_in_scope(request, pk)
    form = form_of(UnitsForm, request, known={_("Call for allowances"): call, _("Answers until"): call.closes_on})
    page = CALLS.url("detail", call.pk)
    return answer_form(
        request,
        form,
        lambda: services.ask_units(actor=form.actor, call=call, units=form.units(call.union), today=form.today),
        done=lambda number: (
            ngettext("%(number)s further unit got its draft.", "%(number)s further units got their drafts.", number)
            % {"number": number}
        ),
        to=lambda _number: page,
        title=_("Ask further units"),
        cancel_url=page,
        breadcrumbs=[(CALLS.title, CALLS.url()), (call, page)],
    )


@requires(Permission.GRANT)
@require_http_methods(["GET", "POST"])
def draw_up(request: ActorRequest, pk: int) -> HttpResponse:
    """Draw up a summary of all that is settled and stands in none yet."""
    call = call_in_scope(request, pk)
    waiting = list(call.allowances.to_be_granted())
    known = {
        _("Call for allowances"): call,
        _("Units"): len(waiting),
        _("Heads"): sum(each.headcount for each in waiting),
        _("Amount (yuan)"): f"{sum(each.approved or 0 for each in waiting):,.2f}",
    }
    form = form_of(Form, request, known=known)
    page = CALLS.url("detail", call.pk)
    # A form without fields is never bound by what was sent.
    form.is_bound = request.method == "POST"
    return answer_form(
        request,
        form,
        lambda: services.draw_up(actor=form.actor, call=call, today=form.today),
        done=lambda grant: _("“%(grant)s” is drawn up.") % {"grant": grant},
        to=lambda grant: GRANTS.url("detail", grant.pk),
        title=_("Draw up a summary"),
        save_label=_("Draw up a summary"),
        cancel_url=page,
        breadcrumbs=[(CALLS.title, CALLS.url()), (call, page)],
    )


@requires(Permission.GRANT)
@require_http_methods(["GET", "POST"])
def enter_reply(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter the treasury's reply."""
    visible = AllowanceGrant.objects.visible_to(request.actor, Permission.GRANT)
    grant: AllowanceGrant = found(visible.select_related("union", "call").filter(pk=pk).first())
    known = {
        _("Summary for the treasury"): grant,
        _("Units"): grant.units,
        _("Heads"): grant.staff,
        _("Amount (yuan)"): f"{grant.amount:,.2f}",
    }
    initial = {"granted_on": request.today, "version": grant.version}
    form = form_of(ReplyForm, request, initial=initial, known=known, union=grant.union)
    page = GRANTS.url("detail", grant.pk)
    return answer_form(
        request,
        form,
        lambda: services.enter_reply(actor=form.actor, grant=grant, today=form.today, **form.cleaned_data),
        done=lambda _grant: _("Granted: the payments wait at the payment desk."),
        to=lambda _grant: page,
        title=_("Enter the treasury's reply"),
        cancel_url=page,
        breadcrumbs=[(GRANTS.title, GRANTS.url()), (grant, page)],
    )
