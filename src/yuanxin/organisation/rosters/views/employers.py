"""Pages on which somebody says what an employer's name means."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import form_of
from yuanxin.foundation.ui.registers import answer_record
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.rosters import services
from yuanxin.organisation.rosters.forms import ConfirmEmployerForm, DismissEmployerForm
from yuanxin.organisation.rosters.models import UnknownEmployer
from yuanxin.organisation.rosters.registers import EMPLOYERS


def employer_in_scope(request: ActorRequest, pk: int) -> UnknownEmployer:
    """The unknown employer, if the reader may edit members of its union; 404 otherwise."""
    visible = UnknownEmployer.objects.visible_to(request.actor, Permission.EDIT)
    return found(visible.select_related("union").filter(pk=pk).first())


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def confirm_employer(request: ActorRequest, pk: int) -> HttpResponse:
    """Say which registered employer a name means."""
    unknown = employer_in_scope(request, pk)
    form = form_of(ConfirmEmployerForm, request, known=known_of(unknown))

    def act() -> int:
        employer = form.cleaned_data["employer"]
        return services.confirm_employer(actor=form.actor, unknown=unknown, employer=employer, today=form.today)

    return answer_record(
        request,
        EMPLOYERS,
        unknown,
        form,
        act,
        done=lambda persons: _("%(persons)s persons were given the employer.") % {"persons": persons},
        title=_("Confirm the employer"),
        save_label=_("Confirm"),
    )


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def dismiss_employer(request: ActorRequest, pk: int) -> HttpResponse:
    """Say that a name means no registered employer."""
    unknown = employer_in_scope(request, pk)
    form = form_of(DismissEmployerForm, request, known=known_of(unknown))

    def act() -> UnknownEmployer:
        reason = form.cleaned_data["reason"]
        return services.dismiss_employer(actor=form.actor, unknown=unknown, reason=reason, today=form.today)

    return answer_record(
        request,
        EMPLOYERS,
        unknown,
        form,
        act,
        done=lambda _unknown: _("The name stays as written."),
        title=_("Keep the name as written"),
        save_label=_("Keep it"),
    )


def known_of(unknown: UnknownEmployer) -> dict[str, Any]:
    """What a form about an unknown employer need not ask."""
    return {
        _("Employer as written"): unknown.name,
        _("Unified social credit code"): unknown.credit_code or "—",
        _("Union"): unknown.union,
        _("Persons with this name and no employer"): services.persons_under(unknown).count(),
    }
