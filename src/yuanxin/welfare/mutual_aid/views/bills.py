"""Pages on which bills are added, corrected, taken out, and parts of them struck off."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_act, answer_form, form_of
from yuanxin.welfare.mutual_aid import services
from yuanxin.welfare.mutual_aid.choices import Permission
from yuanxin.welfare.mutual_aid.forms.claims import BillForm, StrikeForm
from yuanxin.welfare.mutual_aid.models import Bill
from yuanxin.welfare.mutual_aid.registers.claims import CLAIMS
from yuanxin.welfare.mutual_aid.views.claims import claim_in_scope, known_of, page_of, told

COPIED = ("issued_on", "total", "pool", "major", "other", "excluded", "version")


def bill_in_scope(request: ActorRequest, pk: int, permission: str) -> Bill:
    """The bill, if the reader holds `permission` over its claim's union; 404 otherwise."""
    visible = Bill.objects.visible_to(request.actor, permission)
    return found(visible.select_related("claim__union", "claim__person").filter(pk=pk, removed=False).first())


@requires(Permission.CLAIM)
@require_http_methods(["GET", "POST"])
def new_bill(request: ActorRequest, pk: int) -> HttpResponse:
    """Add a bill to a claim."""
    claim = claim_in_scope(request, pk, Permission.CLAIM)
    form = form_of(BillForm, request, initial={"issued_on": claim.discharged_on}, known=known_of(claim))
    return answer_form(
        request,
        form,
        lambda: services.add_bill(actor=form.actor, claim=claim, today=form.today, **form.given()),
        done=lambda bill: _("The bill is entered: %(own)s yuan are asked for it.") % {"own": bill.own},
        to=lambda _bill: CLAIMS.url("detail", claim.pk),
        title=_("Add a bill"),
        save_label=_("Add"),
        **page_of(claim),
    )


@requires(Permission.CLAIM)
@require_http_methods(["GET", "POST"])
def edit_bill(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct a bill; its number is not shown, and stays where nothing is written."""
    bill = bill_in_scope(request, pk, Permission.CLAIM)
    initial = {name: getattr(bill, name) for name in COPIED}
    form = form_of(BillForm, request, corrects=True, initial=initial, known=known_of(bill.claim))
    return answer_form(
        request,
        form,
        lambda: services.correct_bill(actor=form.actor, bill=bill, today=form.today, **form.given()),
        done=lambda _bill: _("The changes are kept."),
        to=lambda changed: CLAIMS.url("detail", changed.claim_id),
        title=_("Correct the bill"),
        **page_of(bill.claim),
    )


@requires(Permission.CLAIM)
@require_POST
def remove_bill(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a bill out of its claim."""
    bill = bill_in_scope(request, pk, Permission.CLAIM)
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isdigit() else 0
    return answer_act(
        request,
        lambda: services.remove_bill(actor=request.actor, bill=bill, today=request.today, version=version),
        done=lambda _bill: _("The bill is taken out of the claim; its number is free again."),
        back=CLAIMS.url("detail", bill.claim_id),
    )


@requires(Permission.CHECK_CLAIMS)
@require_http_methods(["GET", "POST"])
def strike_bill(request: ActorRequest, pk: int) -> HttpResponse:
    """Strike a part of a bill off, for a coded reason."""
    bill = bill_in_scope(request, pk, Permission.CHECK_CLAIMS)
    form = form_of(
        StrikeForm,
        request,
        initial={"struck": bill.struck, "reason": bill.struck_for, "note": bill.struck_note, "version": bill.version},
        known=known_of(bill.claim) | {_("Own payment of the bill"): told(bill.own)},
    )
    return answer_form(
        request,
        form,
        lambda: services.strike_bill(actor=form.actor, bill=bill, today=form.today, **form.cleaned_data),
        done=lambda struck: _("%(struck)s yuan of the bill do not count.") % {"struck": struck.struck},
        to=lambda struck: CLAIMS.url("detail", struck.claim_id),
        title=_("Strike a part of the bill off"),
        save_label=_("Strike off"),
        **page_of(bill.claim),
    )
