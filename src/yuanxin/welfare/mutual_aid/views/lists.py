"""Pages on which hospitals and illnesses are entered and corrected."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of
from yuanxin.foundation.ui.forms import Form
from yuanxin.foundation.ui.registers import Register
from yuanxin.welfare.mutual_aid import services
from yuanxin.welfare.mutual_aid.choices import Permission
from yuanxin.welfare.mutual_aid.forms.lists import HospitalForm, IllnessForm
from yuanxin.welfare.mutual_aid.models import Hospital, Illness
from yuanxin.welfare.mutual_aid.registers.lists import HOSPITALS, ILLNESSES


@requires(Permission.MANAGE_LISTS)
@require_http_methods(["GET", "POST"])
def new_hospital(request: ActorRequest) -> HttpResponse:
    """Put a hospital on the list."""
    form = form_of(HospitalForm, request, initial={"listed_from": request.today})
    return _answer(request, form, lambda given: services.enter_hospital(**given), HOSPITALS, _("Enter a hospital"))


@requires(Permission.MANAGE_LISTS)
@require_http_methods(["GET", "POST"])
def edit_hospital(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct a hospital, or take it off the list."""
    hospital = found(Hospital.objects.visible_to(request.actor, Permission.MANAGE_LISTS).filter(pk=pk).first())
    form = form_of(HospitalForm, request, initial=_initial(hospital, HospitalForm))
    title = _("Correct %(name)s") % {"name": hospital}
    return _answer(
        request, form, lambda given: services.correct_hospital(hospital=hospital, **given), HOSPITALS, title, edits=True
    )


@requires(Permission.MANAGE_LISTS)
@require_http_methods(["GET", "POST"])
def new_illness(request: ActorRequest) -> HttpResponse:
    """Put an illness into the table."""
    form = form_of(IllnessForm, request)
    return _answer(request, form, lambda given: services.enter_illness(**given), ILLNESSES, _("Enter an illness"))


@requires(Permission.MANAGE_LISTS)
@require_http_methods(["GET", "POST"])
def edit_illness(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct an illness, or the lists it stands on."""
    illness = found(Illness.objects.visible_to(request.actor, Permission.MANAGE_LISTS).filter(pk=pk).first())
    form = form_of(IllnessForm, request, initial=_initial(illness, IllnessForm))
    title = _("Correct %(name)s") % {"name": illness}
    return _answer(
        request, form, lambda given: services.correct_illness(illness=illness, **given), ILLNESSES, title, edits=True
    )


def _initial(row: Any, form: type[Form]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in form.base_fields}


def _answer(
    request: ActorRequest, form: Any, act: Any, register: Register, title: str, *, edits: bool = False
) -> HttpResponse:
    def carry_out() -> Any:
        given = dict(form.cleaned_data)
        version = given.pop("version")
        return act(given | {"actor": form.actor, "today": form.today} | ({"version": version} if edits else {}))

    return answer_form(
        request,
        form,
        carry_out,
        done=lambda _row: _("The list is kept."),
        to=lambda row: register.url("detail", row.pk),
        title=title,
        cancel_url=register.url(),
        breadcrumbs=[(register.title, register.url())],
    )
