"""Pages of a unit's enrolment: a list begun, people put on it, its fee, its renewal from last time."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from yuanxin.foundation.intake.choices import BatchState
from yuanxin.foundation.intake.queries import batch_with_number
from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of
from yuanxin.foundation.unions.models import Union
from yuanxin.foundation.unions.queries import only_union
from yuanxin.welfare.mutual_aid.choices import Permission
from yuanxin.welfare.mutual_aid.forms.enrolments import ListForm, PersonForm, ReceiptForm, RenewalForm
from yuanxin.welfare.mutual_aid.intake.enrolments import ROSTER
from yuanxin.welfare.mutual_aid.models import Enrolment, FeeReceipt, Scheme, UnitEnrolment
from yuanxin.welfare.mutual_aid.queries.renewals import names_in, renewal_of
from yuanxin.welfare.mutual_aid.queries.schemes import enrolled_in_now
from yuanxin.welfare.mutual_aid.queries.units import due_of
from yuanxin.welfare.mutual_aid.registers.units import UNITS, imported_units_at
from yuanxin.welfare.mutual_aid.services.fees import enter_receipt
from yuanxin.welfare.mutual_aid.services.lists import Listed, begin_list, list_person
from yuanxin.welfare.mutual_aid.services.renewals import renew

SHOWN_OF_A_GROUP = 100


@requires(Permission.ENROL)
@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Begin the list of a union."""
    form = form_of(ListForm, request, initial=usual(request))
    return answer_form(
        request,
        form,
        lambda: begin_list(
            actor=form.actor, union=form.cleaned_data["union"], scheme=form.cleaned_data["scheme"], today=form.today
        ),
        done=lambda _unit: _("The list is begun. Import the roster, or enter people one by one."),
        to=lambda unit: UNITS.url("detail", unit.pk),
        title=_("Begin a list"),
        save_label=_("Begin"),
        cancel_url=UNITS.url(),
        breadcrumbs=[(UNITS.title, UNITS.url())],
    )


@requires(Permission.ENROL)
@require_http_methods(["GET", "POST"])
def person(request: ActorRequest, pk: int) -> HttpResponse:
    """Put one person on the list."""
    unit = unit_in_scope(request, pk)
    form = form_of(PersonForm, request, known={_("Union"): unit.union, _("Scheme"): unit.scheme})

    def act() -> Enrolment:
        given = form.cleaned_data
        return list_person(
            actor=form.actor, unit=unit, number=given["document_number"], name=given["name"], today=form.today
        )

    return answer_form(
        request,
        form,
        act,
        done=lambda enrolment: _("%(name)s is on the list.") % {"name": enrolment.person},
        to=lambda _enrolment: UNITS.url("detail", unit.pk),
        title=_("Put a person on the list"),
        save_label=_("Put on the list"),
        cancel_url=UNITS.url("detail", unit.pk),
        breadcrumbs=way_to(unit),
    )


@requires(Permission.ENROL)
@require_http_methods(["GET", "POST"])
def pay(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter a receipt for the fee, or for money given back."""
    unit = unit_in_scope(request, pk)
    due = due_of(unit)
    initial = {
        "amount": due,
        "received_on": request.today,
        "payer": unit.payer or unit.union.name,
        "bank": unit.bank,
        "version": unit.version,
    }
    known = {_("Union"): unit.union, _("Scheme"): unit.scheme, _("Still due, in yuan"): due}
    form = form_of(ReceiptForm, request, initial=initial, known=known)
    return answer_form(
        request,
        form,
        lambda: enter_receipt(actor=form.actor, unit=unit, today=form.today, **form.cleaned_data),
        done=told_of_receipt,
        to=lambda _receipt: UNITS.url("detail", unit.pk),
        title=_("Enter a receipt"),
        cancel_url=UNITS.url("detail", unit.pk),
        breadcrumbs=way_to(unit),
    )


def told_of_receipt(receipt: FeeReceipt) -> str:
    """Whether the fee is paid with it."""
    receipt.unit.refresh_from_db()
    due = due_of(receipt.unit)
    if due:
        return _("The receipt is entered; %(due)s yuan are still due.") % {"due": due}
    return _("The receipt is entered; the fee is paid, and the list waits to be checked.")


@requires(Permission.ENROL)
@require_http_methods(["GET", "POST"])
def renewal(request: ActorRequest) -> HttpResponse:
    """Choose whose enrolment is renewed, and in which scheme."""
    form = form_of(ListForm, request, initial=usual(request))
    return answer_form(
        request,
        form,
        lambda: (form.cleaned_data["union"], form.cleaned_data["scheme"]),
        done=lambda _chosen: _("Look at the differences; nothing is written before you accept."),
        to=lambda chosen: reverse("mutual_aid:renewal-preview", args=[chosen[0].code, chosen[1].pk]),
        title=_("Renew from last time"),
        save_label=_("Compare"),
        cancel_url=UNITS.url(),
        breadcrumbs=[(UNITS.title, UNITS.url())],
    )


@requires(Permission.ENROL)
@require_http_methods(["GET", "POST"])
def renewal_preview(request: ActorRequest, code: str, pk: int) -> HttpResponse:
    """Last time's enrolments with the differences; the accepted groups go onto the list."""
    visible = Union.objects.visible_to(request.actor, Permission.ENROL).in_force()
    union = found(visible.filter(code=code).first())
    scheme = found(Scheme.objects.visible_to(request.actor).filter(pk=pk).first())
    found_so = renewal_of(union, scheme, request.actor, request.today)
    shown = request.GET.get("group", "")
    form = form_of(RenewalForm, request, renewal=found_so)
    return answer_form(
        request,
        form,
        lambda: renew(
            actor=form.actor, union=union, scheme=scheme, groups=form.cleaned_data["groups"], today=form.today
        ),
        done=told_of_listed,
        to=lambda listed: UNITS.url("detail", listed.units[0].pk),
        template="mutual_aid/renewal.html",
        title=_("Renew from last time"),
        save_label=_("Put the accepted groups on the list"),
        cancel_url=UNITS.url(),
        breadcrumbs=[(UNITS.title, UNITS.url()), (union, reverse("mutual_aid:renewal"))],
        renewal=found_so,
        counts=found_so.counts(),
        takes=found_so.takes(),
        shown=shown,
        names=names_in(found_so, shown, SHOWN_OF_A_GROUP),
        limit=SHOWN_OF_A_GROUP,
    )


def told_of_listed(listed: Listed) -> str:
    """How many were put on the list."""
    count = len(listed.persons)
    return ngettext("%(count)s person is put on the list.", "%(count)s people are put on the list.", count) % {
        "count": count
    }


@requires(Permission.ENROL)
@require_GET
def roster_units(request: ActorRequest, pk: int) -> HttpResponse:
    """Where to go on after a roster: its one unit, or all units of its scheme at the union it was brought into."""
    batch = batch_with_number(request.actor, ROSTER, pk)
    rows = UnitEnrolment.objects.visible_to(request.actor).filter(
        pk__in=batch.staged_rows.filter(detail__isnull=False).values("detail")
    )
    units = list(rows[:2])
    if len(units) == 1 and batch.state == BatchState.APPLIED:
        return redirect(UNITS.url("detail", units[0].pk))
    return redirect(imported_units_at(batch))


def usual(request: ActorRequest) -> dict[str, object]:
    """What a list is begun for most often: the reader's only union, the scheme in whose window the day lies."""
    return {"union": only_union(request.actor, Permission.ENROL), "scheme": enrolled_in_now(request.today)}


def unit_in_scope(request: ActorRequest, pk: int) -> UnitEnrolment:
    """The unit's enrolment, if the reader may enrol its members; 404 otherwise."""
    visible = UnitEnrolment.objects.visible_to(request.actor, Permission.ENROL)
    return found(visible.select_related("union", "scheme").filter(pk=pk).first())


def way_to(unit: UnitEnrolment) -> list[tuple[object, str]]:
    """The breadcrumbs to a form about a unit."""
    return [(UNITS.title, UNITS.url()), (unit, UNITS.url("detail", unit.pk))]
