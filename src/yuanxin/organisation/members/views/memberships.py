"""Pages about persons, memberships and transfers."""

from dataclasses import fields
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of, form_page
from yuanxin.foundation.ui.forms import Form
from yuanxin.foundation.ui.registers import answer_record
from yuanxin.foundation.unions.queries import union_with_code
from yuanxin.organisation.members import services
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.members.forms.members import (
    AdmitForm,
    ClearForm,
    CorrectMembershipForm,
    CorrectPersonForm,
    HandOverForm,
    LeaveForm,
    RetainForm,
    TransferForm,
    UnretainForm,
)
from yuanxin.organisation.members.models import Membership, Person
from yuanxin.organisation.members.registers import MEMBERSHIPS, PERSONS, TRANSFERS

PARTICULARS = tuple(field.name for field in fields(services.Particulars))


def person_in_scope(request: ActorRequest, pk: int, permission: str) -> Person:
    """The person, if the reader holds `permission` over its union; 404 otherwise."""
    visible = Person.objects.visible_to(request.actor, permission)
    return found(visible.select_related("union", "employer").filter(pk=pk).first())


def membership_in_scope(request: ActorRequest, pk: int, permission: str = Permission.EDIT) -> Membership:
    """The membership, if the reader holds `permission` over its union; 404 otherwise."""
    visible = Membership.objects.visible_to(request.actor, permission)
    return found(visible.select_related("union", "person").filter(pk=pk).first())


def known_of(membership: Membership) -> dict[str, Any]:
    """What a form about a membership need not ask."""
    return {_("Full name"): membership.person, _("Union"): membership.union, _("Joined on"): membership.joined_on}


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def admit(request: ActorRequest) -> HttpResponse:
    """Admit a member."""
    form = form_of(AdmitForm, request, initial={"joined_on": request.today})

    def act() -> Membership:
        given = dict(form.cleaned_data)
        return services.admit(
            actor=form.actor,
            union=given["union"],
            particulars=services.Particulars(**{name: given[name] for name in PARTICULARS}),
            joined_on=given["joined_on"],
            today=form.today,
        )

    return answer_form(
        request,
        form,
        act,
        done=lambda spell: _("%(name)s is a member of %(union)s.") % {"name": spell.person, "union": spell.union},
        to=lambda spell: PERSONS.url("detail", spell.person_id),
        title=_("Admit a member"),
        save_label=_("Admit"),
        cancel_url=PERSONS.url(),
        breadcrumbs=[(PERSONS.title, PERSONS.url())],
    )


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def edit_person(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct a person's particulars. The form shows number and phone masked; what is left masked stays as it is."""
    person = person_in_scope(request, pk, Permission.EDIT)
    stored = services.Particulars.of(person)
    masked = services.masked(stored)
    initial = {name: getattr(masked, name) for name in PARTICULARS} | {"version": person.version}
    form = form_of(CorrectPersonForm, request, initial=initial)

    def act() -> Person:
        given = dict(form.cleaned_data)
        corrected = {name: given[name] for name in PARTICULARS if given[name] != getattr(masked, name)}
        return services.correct_person(
            actor=form.actor,
            person=person,
            today=form.today,
            version=given["version"],
            reason=given["reason"],
            **corrected,
        )

    return answer_record(
        request,
        PERSONS,
        person,
        form,
        act,
        to=lambda changed: PERSONS.url("detail", changed.pk),
        title=_("Correct %(name)s") % {"name": person},
    )


@requires(Permission.VIEW_CLEAR)
@require_http_methods(["GET", "POST"])
@never_cache
def show_in_clear(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask for the reason, log it, and show number and phone once; nothing of it stays in the browser."""
    person = person_in_scope(request, pk, Permission.VIEW_CLEAR)
    form = form_of(ClearForm, request, known={_("Full name"): person, _("Union"): person.union})
    page: dict[str, Any] = {
        "title": _("Show %(name)s in clear") % {"name": person},
        "cancel_url": PERSONS.url("detail", person.pk),
        "breadcrumbs": [(PERSONS.title, PERSONS.url()), (person, PERSONS.url("detail", person.pk))],
    }
    shown = None
    if form.is_bound:
        shown = form.carry_out(
            lambda: services.show_in_clear(
                actor=form.actor, person=person, reason=form.cleaned_data["reason"], today=form.today
            )
        )
    if shown is None:
        return form_page(request, form, save_label=_("Show"), **page)
    return render(request, "members/clear.html", {"person": person, "shown": shown, **page})


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def edit_membership(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct the day a membership began."""
    spell = membership_in_scope(request, pk)
    form = form_of(
        CorrectMembershipForm,
        request,
        initial={"joined_on": spell.joined_on, "version": spell.version},
        known=known_of(spell),
    )
    return answer_membership(
        request,
        spell,
        form,
        lambda: services.correct_membership(actor=form.actor, membership=spell, today=form.today, **form.cleaned_data),
        title=_("Correct the membership"),
    )


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def leave(request: ActorRequest, pk: int) -> HttpResponse:
    """End a membership."""
    spell = membership_in_scope(request, pk)
    initial = {"left_on": request.today, "version": spell.version}
    form = form_of(LeaveForm, request, initial=initial, known=known_of(spell))
    return answer_membership(
        request,
        spell,
        form,
        lambda: services.leave(actor=form.actor, membership=spell, today=form.today, **form.cleaned_data),
        title=_("End the membership"),
        save_label=_("End it"),
    )


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def retain(request: ActorRequest, pk: int) -> HttpResponse:
    """Retain a membership without dues."""
    spell = membership_in_scope(request, pk)
    form = form_of(RetainForm, request, initial={"begins_on": request.today}, known=known_of(spell))

    return answer_membership(
        request,
        spell,
        form,
        lambda: services.retain(actor=form.actor, membership=spell, today=form.today, **form.cleaned_data),
        title=_("Retain the membership"),
        save_label=_("Retain"),
    )


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def unretain(request: ActorRequest, pk: int) -> HttpResponse:
    """End the retention of a membership: dues are paid again."""
    spell = membership_in_scope(request, pk)
    retention = found(spell.open_retention)
    known = {**known_of(spell), _("Kind"): retention.get_kind_display(), _("Retained from"): retention.begins_on}
    form = form_of(UnretainForm, request, initial={"ends_on": request.today}, known=known)
    return answer_membership(
        request,
        spell,
        form,
        lambda: services.unretain(actor=form.actor, retention=retention, today=form.today, **form.cleaned_data),
        title=_("End the retention"),
        save_label=_("End the retention"),
    )


def answer_membership(request: ActorRequest, spell: Membership, form: Form, act: Any, **context: Any) -> HttpResponse:
    """A form about one membership, which goes by its member's name."""
    return answer_record(request, MEMBERSHIPS, spell, form, act, called=spell.person, **context)


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def propose_transfer(request: ActorRequest) -> HttpResponse:
    """Propose that a member of another union comes to one of the reader's."""
    form = form_of(TransferForm, request)

    def act() -> Any:
        given = form.cleaned_data
        return services.propose_transfer(
            actor=form.actor,
            union=given["union"],
            number=given["document_number"],
            name=given["name"],
            today=form.today,
        )

    return answer_form(
        request,
        form,
        act,
        done=lambda _proposal: _("The transfer is proposed; both unions decide."),
        to=lambda proposal: TRANSFERS.url("detail", proposal.pk),
        title=_("Propose a transfer"),
        save_label=_("Propose"),
        cancel_url=TRANSFERS.url(),
        breadcrumbs=[(TRANSFERS.title, TRANSFERS.url())],
    )


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def hand_over(request: ActorRequest, pk: int) -> HttpResponse:
    """Propose that a member goes to another union."""
    spell = membership_in_scope(request, pk)
    form = form_of(HandOverForm, request, known=known_of(spell))

    def act() -> Any:
        union = union_with_code(form.cleaned_data["code"])
        return services.propose_transfer_out(actor=form.actor, membership=spell, union=union, today=form.today)

    return answer_membership(
        request,
        spell,
        form,
        act,
        done=lambda _proposal: _("The transfer is proposed; both unions decide."),
        to=lambda proposal: TRANSFERS.url("detail", proposal.pk),
        title=_("Hand the member over"),
        save_label=_("Propose"),
    )
