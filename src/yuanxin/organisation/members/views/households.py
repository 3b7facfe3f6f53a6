"""Pages about households."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.kernel.masking import masked_number
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of
from yuanxin.foundation.ui.registers import answer_record
from yuanxin.organisation.members import services
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.members.forms.households import (
    ChangeHeadForm,
    EndHouseholdForm,
    EndRelativeForm,
    HouseholdForm,
    KnownRelativeForm,
    RelativeForm,
)
from yuanxin.organisation.members.models import Household, HouseholdMember
from yuanxin.organisation.members.queries import household_members, household_of
from yuanxin.organisation.members.registers import HOUSEHOLDS
from yuanxin.organisation.members.registers.persons import PERSONS
from yuanxin.organisation.members.services import Relative
from yuanxin.organisation.members.views.memberships import person_in_scope


def household_in_scope(request: ActorRequest, pk: int) -> Household:
    """The household, if the reader may change it; 404 otherwise."""
    visible = Household.objects.visible_to(request.actor, Permission.EDIT_HOUSEHOLDS)
    return found(visible.select_related("head__union").filter(pk=pk).first())


def member_in_scope(request: ActorRequest, pk: int) -> HouseholdMember:
    """Somebody in a household, if the reader may change it; 404 otherwise."""
    visible = HouseholdMember.objects.visible_to(request.actor, Permission.EDIT_HOUSEHOLDS)
    return found(visible.select_related("person", "household__head__union").filter(pk=pk).first())


@requires(Permission.EDIT_HOUSEHOLDS)
@require_http_methods(["GET", "POST"])
def enter(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter the household of a worker; one that is known is opened."""
    head = person_in_scope(request, pk, Permission.EDIT_HOUSEHOLDS)
    known = household_of(head, request.today)
    if known is not None:
        visible = Household.objects.visible_to(request.actor, Permission.VIEW_HOUSEHOLDS).filter(pk=known.pk)
        return redirect(HOUSEHOLDS.url("detail", found(visible.first()).pk))
    form = form_of(
        HouseholdForm,
        request,
        initial={"begins_on": request.today},
        known={_("Head of the household"): head, _("Union"): head.union},
    )
    return answer_form(
        request,
        form,
        lambda: services.form_household(
            actor=form.actor,
            head=head,
            begins_on=form.cleaned_data["begins_on"],
            relatives=form.relatives(),
            today=form.today,
        ),
        done=lambda _household: _("The household is entered."),
        to=lambda household: HOUSEHOLDS.url("detail", household.pk),
        template="ui/rows_form.html",
        title=_("Enter the household"),
        cancel_url=PERSONS.url("detail", head.pk),
        breadcrumbs=[(PERSONS.title, PERSONS.url()), (head, PERSONS.url("detail", head.pk))],
    )


@requires(Permission.EDIT_HOUSEHOLDS)
@require_http_methods(["GET", "POST"])
def add(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter somebody who belongs to the household."""
    household = household_in_scope(request, pk)
    form = form_of(RelativeForm, request, initial={"since": request.today, "version": household.version})
    return answer_record(
        request,
        HOUSEHOLDS,
        household,
        form,
        lambda: services.add_relative(
            actor=form.actor,
            household=household,
            relative=form.relative(),
            today=form.today,
            version=form.cleaned_data["version"],
        ),
        title=_("Add a member of the household"),
    )


@requires(Permission.EDIT_HOUSEHOLDS)
@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct somebody in a household. The number is shown masked; left masked it stays as it is."""
    member = member_in_scope(request, pk)
    stored = Relative.of(member)
    masked = masked_number(stored.document_number) if stored.document_number else ""
    initial = {
        "name": stored.name,
        "relation": stored.relation,
        "document_number": masked,
        "born_on": stored.born_on,
        "since": stored.since,
        "version": member.version,
    }
    known = {_("Full name"): member, _("Identity document number"): masked} if member.person else {}
    form = form_of(KnownRelativeForm if member.person else RelativeForm, request, initial=initial, known=known)

    def act() -> HouseholdMember:
        given = dict(form.cleaned_data)
        version = given.pop("version")
        if given.get("document_number", masked) == masked:
            given["document_number"] = stored.document_number
        whole = {name: getattr(stored, name) for name in ("name", "document_number", "document_type", "born_on")}
        return services.correct_relative(
            actor=form.actor, member=member, relative=Relative(**whole | given), today=form.today, version=version
        )

    return answer_record(
        request, HOUSEHOLDS, member.household, form, act, title=_("Correct %(name)s") % {"name": member}
    )


@requires(Permission.EDIT_HOUSEHOLDS)
@require_http_methods(["GET", "POST"])
def leave(request: ActorRequest, pk: int) -> HttpResponse:
    """Somebody no longer belongs to the household."""
    member = member_in_scope(request, pk)
    form = form_of(EndRelativeForm, request, initial={"ends_on": request.today, "version": member.version})
    return answer_record(
        request,
        HOUSEHOLDS,
        member.household,
        form,
        lambda: services.end_relative(actor=form.actor, member=member, today=form.today, **form.cleaned_data),
        title=_("%(name)s no longer belongs to the household") % {"name": member},
    )


@requires(Permission.EDIT_HOUSEHOLDS)
@require_http_methods(["GET", "POST"])
def change_head(request: ActorRequest, pk: int) -> HttpResponse:
    """Name another head."""
    household = household_in_scope(request, pk)
    form = form_of(
        ChangeHeadForm,
        request,
        members=household_members(household, request.today),
        initial={"on": request.today, "version": household.version},
    )
    return answer_record(
        request,
        HOUSEHOLDS,
        household,
        form,
        lambda: services.change_head(actor=form.actor, household=household, today=form.today, **form.given()),
        title=_("Name another head"),
    )


@requires(Permission.EDIT_HOUSEHOLDS)
@require_http_methods(["GET", "POST"])
def end(request: ActorRequest, pk: int) -> HttpResponse:
    """End a household."""
    household = household_in_scope(request, pk)
    form = form_of(EndHouseholdForm, request, initial={"ends_on": request.today, "version": household.version})
    return answer_record(
        request,
        HOUSEHOLDS,
        household,
        form,
        lambda: services.end_household(actor=form.actor, household=household, today=form.today, **form.cleaned_data),
        title=_("End the household"),
    )
