"""The security administrator's pages: appointments, and the table of what each role may do."""

import csv

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yuanxin.foundation.accounts import services
from yuanxin.foundation.accounts.access import requires
from yuanxin.foundation.accounts.choices import Permission, Role
from yuanxin.foundation.accounts.forms import AppointmentForm, EndForm
from yuanxin.foundation.accounts.models import Appointment
from yuanxin.foundation.accounts.roles import all_permissions, permissions_of
from yuanxin.foundation.kernel.errors import OutOfScope
from yuanxin.foundation.ui.forms import form_page


@requires(Permission.MANAGE_ROLES, step_up=True)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Give a role."""
    actor, today = request.actor, request.today  # type: ignore[attr-defined]
    initial = {"begins_on": today, "username": request.GET.get("username", "")}
    form = AppointmentForm(request.POST or None, actor=actor, today=today, initial=initial)

    def act() -> Appointment:
        given = dict(form.cleaned_data)
        return services.appoint(actor=actor, user=given.pop("username"), today=today, **given)

    if form.is_bound and form.carry_out(act):
        messages.success(request, _("The role is given."))
        return redirect("accounts:appointment-list")
    return form_page(
        request,
        form,
        title=_("Give a role"),
        save_label=_("Give the role"),
        cancel_url=reverse("accounts:appointment-list"),
    )


@requires(Permission.MANAGE_ROLES, step_up=True)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an appointment."""
    actor, today = request.actor, request.today  # type: ignore[attr-defined]
    visible = Appointment.objects.visible_to(actor, Permission.MANAGE_ROLES)
    appointment = visible.select_related("user", "union").filter(pk=pk).first()
    if appointment is None:
        raise OutOfScope(_("There is no such record."))
    known = {
        _("User"): appointment.user,
        _("Role"): appointment.get_role_display(),
        _("Union"): appointment.union,
        _("From"): appointment.begins_on,
    }
    form = EndForm(request.POST or None, actor=actor, today=today, initial={"ends_on": today}, known=known)
    if form.is_bound and form.carry_out(
        lambda: services.end_appointment(actor=actor, appointment=appointment, today=today, **form.cleaned_data)
    ):
        messages.success(request, _("The role is ended."))
        return redirect("accounts:appointment-list")
    return form_page(
        request,
        form,
        title=_("End a role"),
        save_label=_("End the role"),
        cancel_url=reverse("accounts:appointment-list"),
    )


@requires(Permission.VIEW_ROLES)
@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """Which role may do what."""
    context = {"title": _("Roles and permissions"), "roles": Role.choices, "rows": matrix()}
    return render(request, "accounts/roles.html", context)


@requires(Permission.VIEW_ROLES)
@require_GET
def export_roles(_request: HttpRequest) -> HttpResponse:
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
