"""Pages on which a unit fills in its allowance, and its amount is settled."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yuanxin.finance.allowances import services
from yuanxin.finance.allowances.choices import Permission
from yuanxin.finance.allowances.forms import BeginForm, FillInForm, HeadForm, ReasonForm, SettleForm
from yuanxin.finance.allowances.models import StaffAllowance, StaffEntry
from yuanxin.finance.allowances.registers import ALLOWANCES, STAFF
from yuanxin.finance.allowances.services import Filling, Head
from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.kernel.masking import masked_bank_account
from yuanxin.foundation.kernel.money import plain
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_act, answer_form, form_of


def allowance_in_scope(request: ActorRequest, pk: int, permission: str) -> StaffAllowance:
    """The allowance, if the reader holds `permission` over its unit; 404 otherwise."""
    visible = StaffAllowance.objects.visible_to(request.actor, permission)
    return found(visible.select_related("union", "call__policy", "grant").filter(pk=pk).first())


def known_of(allowance: StaffAllowance) -> dict[str, Any]:
    """What is known of an allowance, above its forms."""
    return {_("Union"): allowance.union, _("Year"): str(allowance.call.year)}


def trail_to(allowance: StaffAllowance) -> list[tuple[Any, str]]:
    """The breadcrumbs of a page below an allowance."""
    return [(ALLOWANCES.title, ALLOWANCES.url()), (allowance, ALLOWANCES.url("detail", allowance.pk))]


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def begin(request: ActorRequest) -> HttpResponse:
    """Begin the allowance of a unit that was not asked."""
    form = form_of(BeginForm, request)
    return answer_form(
        request,
        form,
        lambda: services.begin_allowance(
            actor=form.actor, call=form.cleaned_data["call"], union=form.cleaned_data["union"], today=form.today
        ),
        done=lambda allowance: _("The draft of %(union)s is there.") % {"union": allowance.union},
        to=lambda allowance: ALLOWANCES.url("detail", allowance.pk),
        title=_("Begin an allowance"),
        cancel_url=ALLOWANCES.url(),
        breadcrumbs=[(ALLOWANCES.title, ALLOWANCES.url())],
    )


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def fill_in(request: ActorRequest, pk: int) -> HttpResponse:
    """Fill in account and heads; an account that stays masked stays as it is."""
    allowance = allowance_in_scope(request, pk, Permission.APPLY)
    masked = masked_bank_account(unseal(allowance.account)) if allowance.account is not None else ""
    initial = {
        "account": masked,
        "bank": allowance.bank,
        "headcount": allowance.headcount or None,
        "version": allowance.version,
    }
    form = form_of(FillInForm, request, initial=initial, known=known_of(allowance))
    page = ALLOWANCES.url("detail", allowance.pk)

    def act() -> StaffAllowance:
        given = form.cleaned_data
        filling = Filling(
            headcount=given["headcount"] or 0,
            account=None if masked and given["account"] == masked else given["account"],
            bank=given["bank"],
        )
        return services.fill_in(
            actor=form.actor, allowance=allowance, filling=filling, today=form.today, version=given["version"]
        )

    return answer_form(
        request,
        form,
        act,
        done=lambda _allowance: _("The changes are kept."),
        to=lambda _allowance: page,
        title=_("Fill in the allowance"),
        cancel_url=page,
        breadcrumbs=trail_to(allowance),
    )


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def enter_head(request: ActorRequest, pk: int) -> HttpResponse:
    """Put one person on the roster."""
    allowance = allowance_in_scope(request, pk, Permission.APPLY)
    form = form_of(HeadForm, request, known=known_of(allowance))
    page = ALLOWANCES.url("detail", allowance.pk)
    return answer_form(
        request,
        form,
        lambda: services.enter_head(
            actor=form.actor, allowance=allowance, head=Head(**form.cleaned_data), today=form.today
        ),
        done=lambda entry: _("%(name)s is on the roster.") % {"name": entry.name},
        to=lambda _entry: page,
        title=_("Enter a person on the roster"),
        cancel_url=page,
        breadcrumbs=trail_to(allowance),
    )


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def drop_head(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a person off the roster."""
    visible = StaffEntry.objects.visible_to(request.actor, Permission.APPLY)
    entry: StaffEntry = found(
        visible.select_related("union", "allowance__call", "allowance__union").filter(pk=pk).first()
    )
    form = form_of(ReasonForm, request, known={_("Name"): entry.name, **known_of(entry.allowance)})
    page = ALLOWANCES.url("detail", entry.allowance_id)
    return answer_form(
        request,
        form,
        lambda: services.drop_head(actor=form.actor, entry=entry, today=form.today, **form.cleaned_data),
        done=lambda _entry: _("%(name)s is off the roster.") % {"name": entry.name},
        to=lambda _entry: page,
        title=_("Take off the roster"),
        save_label=_("Take off the roster"),
        cancel_url=STAFF.url("detail", entry.pk),
        breadcrumbs=trail_to(entry.allowance),
    )


@requires(Permission.APPROVE)
@require_http_methods(["GET", "POST"])
def settle(request: ActorRequest, pk: int) -> HttpResponse:
    """Settle what a unit gets; the computed amount stands in the field."""
    allowance = allowance_in_scope(request, pk, Permission.APPROVE)
    known = {
        **known_of(allowance),
        _("Heads"): allowance.headcount,
        _("Rate of the call"): plain(allowance.call.rate),
        _("Computed amount"): f"{allowance.computed:,.2f}" if allowance.computed is not None else "",
    }
    form = form_of(
        SettleForm, request, initial={"amount": allowance.computed, "version": allowance.version}, known=known
    )
    page = ALLOWANCES.url("detail", allowance.pk)
    return answer_form(
        request,
        form,
        lambda: services.settle_amount(actor=form.actor, allowance=allowance, today=form.today, **form.cleaned_data),
        done=lambda settled: (
            _("Settled: %(amount)s yuan for %(union)s.")
            % {"amount": f"{settled.approved:,.2f}", "union": settled.union}
        ),
        to=lambda _settled: page,
        title=_("Settle the amount"),
        save_label=_("Settle the amount"),
        cancel_url=page,
        breadcrumbs=trail_to(allowance),
    )


@requires(Permission.GRANT)
@require_POST
def ask_again(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask anew for a payment that was called off or came back."""
    allowance = allowance_in_scope(request, pk, Permission.GRANT)
    return answer_act(
        request,
        lambda: services.ask_again(actor=request.actor, allowance=allowance, today=request.today),
        done=lambda _payment: _("The payment waits at the payment desk."),
        back=ALLOWANCES.url("detail", pk),
    )
