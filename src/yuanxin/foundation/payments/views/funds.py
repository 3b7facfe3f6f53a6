"""Pages of funds: opened, corrected, closed, and the money entered into them."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.payments import services
from yuanxin.foundation.payments.choices import Permission
from yuanxin.foundation.payments.forms import FundForm, MoneyForm, ReasonForm
from yuanxin.foundation.payments.models import Fund, FundEntry
from yuanxin.foundation.payments.registers import ENTRIES, FUNDS
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of


def fund_in_scope(request: ActorRequest, pk: int) -> Fund:
    """The fund, with its balances, if the reader may keep it; 404 otherwise."""
    rows = Fund.objects.visible_to(request.actor, Permission.FUND).with_balances()
    return found(rows.select_related("union").filter(pk=pk).first())


@requires(Permission.FUND)
@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Open a fund."""
    form = form_of(FundForm, request, initial={"year": request.today.year})
    del form.fields["version"]
    return answer_form(
        request,
        form,
        lambda: services.open_fund(actor=form.actor, today=form.today, **form.cleaned_data),
        done=lambda fund: _("“%(fund)s” is open; enter the money it received.") % {"fund": fund},
        to=lambda fund: FUNDS.url("detail", fund.pk),
        title=_("Open a fund"),
        cancel_url=FUNDS.url(),
        breadcrumbs=[(FUNDS.title, FUNDS.url())],
    )


@requires(Permission.FUND)
@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct name, source or year."""
    fund = fund_in_scope(request, pk)
    initial = {name: getattr(fund, name) for name in ("name", "level", "year", "version")}
    form = form_of(FundForm, request, initial=initial, known={_("Union"): fund.union})
    del form.fields["union"]
    return answer_form(
        request,
        form,
        lambda: services.correct_fund(actor=form.actor, fund=fund, today=form.today, **form.cleaned_data),
        done=lambda _fund: _("The changes are kept."),
        to=lambda changed: FUNDS.url("detail", changed.pk),
        title=_("Correct %(name)s") % {"name": fund},
        cancel_url=FUNDS.url("detail", fund.pk),
        breadcrumbs=[(FUNDS.title, FUNDS.url()), (fund, FUNDS.url("detail", fund.pk))],
    )


@requires(Permission.FUND)
@require_http_methods(["GET", "POST"])
def close(request: ActorRequest, pk: int) -> HttpResponse:
    """Close a fund."""
    fund = fund_in_scope(request, pk)
    known = {_("Fund"): fund, _("Balance"): f"{fund.balance:,.2f}"}  # type: ignore[attr-defined]
    form = form_of(ReasonForm, request, known=known, initial={"version": fund.version})
    return answer_form(
        request,
        form,
        lambda: services.close_fund(
            actor=form.actor,
            fund=fund,
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"] or fund.version,
            today=form.today,
        ),
        done=lambda _fund: _("The fund is closed; what was approved from it is still paid."),
        to=lambda closed: FUNDS.url("detail", closed.pk),
        title=_("Close the fund"),
        save_label=_("Close the fund"),
        cancel_url=FUNDS.url("detail", fund.pk),
        breadcrumbs=[(FUNDS.title, FUNDS.url()), (fund, FUNDS.url("detail", fund.pk))],
    )


@requires(Permission.FUND)
@require_http_methods(["GET", "POST"])
def money(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter money that came in or was transferred out."""
    fund = fund_in_scope(request, pk)
    known = {_("Fund"): fund, _("Balance"): f"{fund.balance:,.2f}"}  # type: ignore[attr-defined]
    form = form_of(MoneyForm, request, known=known, initial={"on": request.today})
    return answer_form(
        request,
        form,
        lambda: services.enter_money(actor=form.actor, fund=fund, today=form.today, **form.cleaned_data),
        done=lambda entry: (
            _("%(kind)s: %(amount)s yuan.") % {"kind": entry.get_kind_display(), "amount": f"{entry.amount_fen:,.2f}"}
        ),
        to=lambda _entry: FUNDS.url("detail", fund.pk),
        title=_("Enter money"),
        cancel_url=FUNDS.url("detail", fund.pk),
        breadcrumbs=[(FUNDS.title, FUNDS.url()), (fund, FUNDS.url("detail", fund.pk))],
    )


@requires(Permission.FUND)
@require_http_methods(["GET", "POST"])
def reverse_entry(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a mistaken entry back."""
    rows = FundEntry.objects.visible_to(request.actor, Permission.FUND).select_related("union", "fund__union")
    entry = found(rows.filter(pk=pk).first())
    known = {_("Fund"): entry.fund, _("Day"): entry.on, _("Amount (yuan)"): f"{entry.amount_fen:,.2f}"}
    form = form_of(ReasonForm, request, known=known)
    return answer_form(
        request,
        form,
        lambda: services.reverse_entry(
            actor=form.actor, entry=entry, reason=form.cleaned_data["reason"], today=form.today
        ),
        done=lambda _entry: _("The entry is reversed; both stay."),
        to=lambda _entry: FUNDS.url("detail", entry.fund_id),
        title=_("Reverse the entry"),
        save_label=_("Reverse"),
        cancel_url=FUNDS.url("detail", entry.fund_id),
        breadcrumbs=[(ENTRIES.title, ENTRIES.url()), (entry.fund, FUNDS.url("detail", entry.fund_id))],
    )
