"""Relief: asked for, corrected, approved, and entered for many households at once; and goods."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of
from yuanxin.foundation.unions.queries import topmost_union, unions_of
from yuanxin.organisation.members.queries import household_members
from yuanxin.welfare.hardship import services
from yuanxin.welfare.hardship.choices import Permission, ReliefKind, ReliefState
from yuanxin.welfare.hardship.forms.relief import (
    ApproveOccasionForm,
    ApproveReliefForm,
    GoodsForm,
    OccasionForm,
    ReliefForm,
    RevokeForm,
)
from yuanxin.welfare.hardship.models import GoodsHelp, HardshipFile, Relief
from yuanxin.welfare.hardship.queries.relief import occasions_waiting, overlaps_of
from yuanxin.welfare.hardship.registers import GOODS, RELIEFS
from yuanxin.welfare.hardship.services.approving import recomputed
from yuanxin.welfare.hardship.services.relief import bill_number_of, bills_of
from yuanxin.welfare.hardship.states import RELIEF_FLOW
from yuanxin.welfare.hardship.views.requests import household_in_scope, known_of


def relief_in_scope(request: ActorRequest, pk: int, permission: str) -> Relief:
    """The application, if the reader sees it (404) and holds `permission` over its union (403)."""
    visible = Relief.objects.visible_to(request.actor)
    relief = found(visible.select_related(*RELIEF_FLOW.related, "line", "caps").filter(pk=pk).first())
    request.actor.require(permission, relief.union)
    return relief


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def enter(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask for relief for a household."""
    household = household_in_scope(request, pk)
    form = form_of(ReliefForm, request, members=household_members(household, request.today), known=known_of(household))
    return answer_form(
        request,
        form,
        lambda: services.apply_for_relief(
            actor=form.actor,
            household=household,
            kind=form.cleaned_data["kind"],
            today=form.today,
            **form.asked(),
        ),
        done=told,
        to=lambda relief: RELIEFS.url("detail", relief.pk),
        title=_("Apply for relief"),
        save_label=_("Enter"),
        cancel_url=RELIEFS.url(),
        breadcrumbs=[(RELIEFS.title, RELIEFS.url())],
    )


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Put an application right before it is reviewed."""
    relief = relief_in_scope(request, pk, Permission.APPLY)
    bills = bills_of(relief)
    initial: dict[str, Any] = {
        "applied": relief.applied_fen,
        "beneficiary": relief.beneficiary_id,
        "situation": unseal(relief.situation),
        "bill_number": bill_number_of(relief),
        "bank": relief.bank,
        "version": relief.version,
    }
    if bills is not None:
        initial |= {name: getattr(bills, name) for name in ("total", "insurance", "other_cover", "outside")}
    form = form_of(
        ReliefForm,
        request,
        members=household_members(relief.household, request.today),
        kind=relief.kind,
        initial=initial,
        known=known_of(relief.household),
    )
    return answer_relief(
        request,
        relief,
        form,
        lambda: services.correct_relief(
            actor=form.actor,
            relief=relief,
            today=form.today,
            version=form.cleaned_data["version"],
            **form.asked(),
        ),
        done=told,
        title=_("Correct the application for relief"),
    )


@requires(Permission.APPROVE)
@require_http_methods(["GET", "POST"])
def approve(request: ActorRequest, pk: int) -> HttpResponse:
    """The district's approval, beside the calculation and all other help."""
    relief = relief_in_scope(request, pk, Permission.APPROVE)
    overlaps = overlaps_of(relief, request.actor)
    waits = relief.state == ReliefState.REVIEWED
    computed = recomputed(relief) if waits else relief.computed()
    form = form_of(
        ApproveReliefForm,
        request,
        union=relief.union,
        overlaps=overlaps,
        initial={"approved": computed.amount, "version": relief.version},
        known=known_of(relief.household)
        | {_("Kind of relief"): relief.get_kind_display(), _("Amount asked for"): f"{relief.applied_fen:,.2f}"},
    )
    return answer_relief(
        request,
        relief,
        form,
        lambda: services.approve_relief(actor=form.actor, relief=relief, today=form.today, **form.cleaned_data),
        done=lambda _relief: _("Approved. The payment waits at the payment desk."),
        template="hardship/approve_relief.html",
        computed=computed,
        relief=relief,
        overlaps=overlaps,
        year=relief.year,
        title=_("Approve: %(kind)s") % {"kind": relief.get_kind_display()},
        save_label=_("Approve"),
    )


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def enter_occasion(request: ActorRequest) -> HttpResponse:
    """Holiday relief for all households on file in a union, or those of some categories."""
    form = form_of(OccasionForm, request)

    def act() -> list[Relief]:
        given = form.cleaned_data
        files = HardshipFile.objects.visible_to(form.actor, Permission.APPLY).open()  # type: ignore[attr-defined]
        files = files.within(given["union"]).select_related("union", "household__head__union").order_by("pk")
        if given["categories"]:
            files = files.filter(category__in=given["categories"])
        return services.enter_occasion(
            actor=form.actor, files=list(files), occasion=given["occasion"], today=form.today
        )

    return answer_form(
        request,
        form,
        act,
        done=lambda entered: _("Entered for %(count)s households.") % {"count": len(entered)},
        to=lambda _entered: RELIEFS.url(),
        title=_("Holiday relief for many"),
        save_label=_("Enter"),
        lead=_(
            "Every household on file in the union is entered with the amount of its category; those that have it, or "
            "are out of hardship, are left out."
        ),
        cancel_url=RELIEFS.url(),
        breadcrumbs=[(RELIEFS.title, RELIEFS.url())],
    )


@requires(Permission.APPROVE)
@require_http_methods(["GET", "POST"])
def approve_occasion(request: ActorRequest) -> HttpResponse:
    """Approve all that waits of one occasion."""
    waiting = occasions_waiting(request.actor)
    own = unions_of(request.actor)
    form = form_of(ApproveOccasionForm, request, occasions=waiting, union=own[0] if own else found(topmost_union()))

    def act() -> list[Relief]:
        year, occasion = form.chosen
        rows = Relief.objects.visible_to(form.actor, Permission.APPROVE)
        rows = rows.filter(occasion=occasion, year=year, state=ReliefState.REVIEWED, kind=ReliefKind.HOLIDAY)
        return services.approve_occasion(
            actor=form.actor,
            reliefs=list(rows),
            fund=form.cleaned_data["fund"],
            overlap_opinion=form.cleaned_data["overlap_opinion"],
            today=form.today,
        )

    return answer_form(
        request,
        form,
        act,
        done=lambda approved: (
            _("Approved for %(count)s households. The payments wait at the payment desk.") % {"count": len(approved)}
        ),
        to=lambda _approved: RELIEFS.url(),
        title=_("Approve an occasion"),
        save_label=_("Approve"),
        lead="" if waiting else _("Nothing waits for your approval."),
        cancel_url=RELIEFS.url(),
        breadcrumbs=[(RELIEFS.title, RELIEFS.url())],
    )


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def give_goods(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter goods given to a household."""
    household = household_in_scope(request, pk)
    form = form_of(
        GoodsForm,
        request,
        initial={"given_on": request.today, "received_by": household.head.name},
        known=known_of(household),
    )
    return answer_form(
        request,
        form,
        lambda: services.give_goods(
            actor=form.actor,
            household=household,
            occasion=form.cleaned_data["occasion"],
            given_on=form.cleaned_data["given_on"],
            received_by=form.cleaned_data["received_by"],
            lines=form.lines(),
            today=form.today,
        ),
        done=lambda _given: _("The goods are entered."),
        to=lambda given: GOODS.url("detail", given.pk),
        template="ui/rows_form.html",
        title=_("Give goods"),
        cancel_url=GOODS.url(),
        breadcrumbs=[(GOODS.title, GOODS.url())],
    )


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def revoke_goods(request: ActorRequest, pk: int) -> HttpResponse:
    """Take back an entry of goods made by mistake."""
    visible = GoodsHelp.objects.visible_to(request.actor, Permission.APPLY)
    help_ = found(visible.select_related("union", "household__head__union").filter(pk=pk).first())
    page = GOODS.url("detail", help_.pk)
    form = form_of(RevokeForm, request, initial={"version": help_.version}, known=known_of(help_.household))
    return answer_form(
        request,
        form,
        lambda: services.revoke_goods(actor=form.actor, help_=help_, today=form.today, **form.cleaned_data),
        done=lambda _done: _("The entry counts no more."),
        to=lambda _done: page,
        title=_("Take the entry back"),
        cancel_url=page,
        breadcrumbs=[(GOODS.title, GOODS.url()), (help_, page)],
    )


def told(relief: Relief) -> str:
    """What came of the rule."""
    computed = relief.computed()
    if computed.cut:
        return _("The rule gives %(amount)s yuan: %(cut)s yuan lie over the cap.") % {
            "amount": computed.amount,
            "cut": computed.cut,
        }
    return _("The rule gives %(amount)s yuan.") % {"amount": computed.amount}


def answer_relief(request: ActorRequest, about: Relief, form: Any, act: Any, **context: Any) -> HttpResponse:
    """A form about an application for relief; its page follows."""
    page = RELIEFS.url("detail", about.pk)
    return answer_form(
        request,
        form,
        act,
        to=lambda _done: page,
        cancel_url=page,
        breadcrumbs=[(RELIEFS.title, RELIEFS.url()), (about, page)],
        **context,
    )
