"""Pages on which a single enrolment is struck off, undone, or ended early."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of
from yuanxin.foundation.ui.forms import Form
from yuanxin.foundation.unions.services.writing import check_version
from yuanxin.welfare.mutual_aid.choices import Permission
from yuanxin.welfare.mutual_aid.forms.enrolments import EndForm, ReasonForm
from yuanxin.welfare.mutual_aid.models import Enrolment
from yuanxin.welfare.mutual_aid.registers.enrolments import ENROLMENTS
from yuanxin.welfare.mutual_aid.services.enrolments import cancel_enrolment, end_cover
from yuanxin.welfare.mutual_aid.services.lists import strike_off


@requires(Permission.ENROL)
@require_http_methods(["GET", "POST"])
def strike(request: ActorRequest, pk: int) -> HttpResponse:
    """Take somebody off a list that is being made."""

    def act(enrolment: Enrolment, form: Form) -> Any:
        check_version(enrolment, form.cleaned_data["version"])
        reason = form.cleaned_data["reason"]
        return strike_off(actor=form.actor, enrolments=[enrolment], reason=reason, today=form.today)

    return _answer(request, pk, Permission.ENROL, ReasonForm, act, _("Strike off the list"))


@requires(Permission.CHECK)
@require_http_methods(["GET", "POST"])
def cancel(request: ActorRequest, pk: int) -> HttpResponse:
    """Undo an enrolment that was a mistake."""

    def act(enrolment: Enrolment, form: Form) -> Any:
        return cancel_enrolment(actor=form.actor, enrolment=enrolment, today=form.today, **form.cleaned_data)

    return _answer(request, pk, Permission.CHECK, ReasonForm, act, _("Undo the enrolment"))


@requires(Permission.CHECK)
@require_http_methods(["GET", "POST"])
def end(request: ActorRequest, pk: int) -> HttpResponse:
    """End a cover before the scheme is over."""

    def act(enrolment: Enrolment, form: Form) -> Any:
        return end_cover(actor=form.actor, enrolment=enrolment, today=form.today, **form.cleaned_data)

    return _answer(request, pk, Permission.CHECK, EndForm, act, _("End the cover"))


def _answer(
    request: ActorRequest,
    pk: int,
    permission: str,
    kind: type[Form],
    act: Callable[[Enrolment, Form], Any],
    title: str,
) -> HttpResponse:
    """A form about one enrolment; its page follows."""
    visible = Enrolment.objects.visible_to(request.actor, permission)
    enrolment = found(visible.select_related("person", "scheme", "union").filter(pk=pk).first())
    page = ENROLMENTS.url("detail", enrolment.pk)
    known = {_("Full name"): enrolment.person, _("Scheme"): enrolment.scheme, _("Union"): enrolment.union}
    form = form_of(kind, request, initial={"version": enrolment.version}, known=known)
    return answer_form(
        request,
        form,
        lambda: act(enrolment, form),
        done=lambda _changed: _("The changes are kept."),
        to=lambda _changed: page,
        title=title,
        save_label=title,
        cancel_url=page,
        breadcrumbs=[(ENROLMENTS.title, ENROLMENTS.url()), (enrolment, page)],
    )
