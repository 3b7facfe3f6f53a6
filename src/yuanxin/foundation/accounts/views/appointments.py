"""The security administrator's pages: appointments, and the table of what each role may do."""

import csv

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yuanxin.foundation.accounts import services
from yuanxin.foundation.accounts.choices import Permission, Role
from yuanxin.foundation.accounts.forms import AppointmentForm, EndForm
from yuanxin.foundation.accounts.models import Appointment
from yuanxin.foundation.accounts.registers import APPOINTMENTS
from yuanxin.foundation.accounts.roles import all_permissions, permissions_of
from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form


@requires(Permission.MANAGE_ROLES, step_up=True)
@require_http_methods(["GET", "POST"])
def create(request: ActorRequest) -> HttpResponse:
    """Give a role."""
    actor, today = request.actor, request.today
    initial = {"begins_on": today, "username": request.GET.get("username", "")}
    form = AppointmentForm(request.POST or None, actor=actor, today=today, initial=initial)

    def act() -> Appointment:
        given = dict(form.cleaned_data)
        return services.appoint(actor=actor, user=given.pop("username"), today=today, **given)

    return answer_form(
        request,
        form,
        act,
        done=lambda _appointment: _("The role is given."),
        to=lambda _appointment: APPOINTMENTS.url(),
        title=_("Give a role"),
        save_label=_("Give the role"),
        cancel_url=APPOINTMENTS.url(),
        breadcrumbs=[(APPOINTMENTS.title, APPOINTMENTS.url())],
    )


@requires(Permission.MANAGE_ROLES, step_up=True)
@require_http_methods(["GET", "POST"])
def end(request: ActorRequest, pk: int) -> HttpResponse:
    """End an appointment."""
    actor, today = request.actor, request.today
    visible = Appointment.objects.visible_to(actor, Permission.MANAGE_ROLES)
    appointment = found(visible.select_related("user", "union").filter(pk=pk).first())
    known = {
        _("User"): appointment.user,
        _("Role"): appointment.get_role_display(),
        _("Union"): appointment.union,
        _("From"): appointment.begins_on,
    }
    form = EndForm(request.POST or None, actor=actor, today=today, initial={"ends_on": today}, known=known)
    return answer_form(
        request,
        form,
        lambda: services.end_appointment(actor=actor, appointment=appointment, today=today, **form.cleaned_data),
        done=lambda _appointment: _("The role is ended."),
        to=lambda _appointment: APPOINTMENTS.url(),
        title=_("End a role"),
        save_label=_("End the role"),
        cancel_url=APPOINTMENTS.url(),
        breadcrumbs=[(APPOINTMENTS.title, APPOINTMENTS.url())],
    )


@requires(Permission.VIEW_ROLES)
@require_GET
def roles(request: ActorRequest) -> HttpResponse:
    """Which role may do what."""
    context = {"title": _("Roles and permissions"), "roles": Role.choices, "rows": matrix()}
    return render(request, "accounts/roles.html", context)


@requires(Permission.VIEW_ROLES)
@require_GET
def export_roles(_request: ActorRequest) -> HttpResponse:
    """The same table as a file for an inspection."""
    # The mark at the beginning makes Excel read it as UTF-8.
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="roles.csv"'
    sheet = csv.writer(response)
    sheet.writerow([_("Permission"), _("Code"), *(str(label) for _value, label in Role.choices)])
    for code, label, held in matrix():
        sheet.writerow([label, code, *("✓" if one else "" for one in held)])
    return response


def matrix() -> list[tuple[str, str, list[bool]]]:
    """Every permission: its code, its label, and for each role whether it holds it."""
    held = [permissions_of(role) for role in Role.values]
    return [(code, label, [code in permissions for permissions in held]) for code, label in all_permissions().items()]
