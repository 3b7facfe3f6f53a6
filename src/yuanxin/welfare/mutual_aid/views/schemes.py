"""Pages on which schemes are set up and corrected."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of
from yuanxin.welfare.mutual_aid.choices import Permission
from yuanxin.welfare.mutual_aid.forms.enrolments import SchemeForm
from yuanxin.welfare.mutual_aid.models import Scheme
from yuanxin.welfare.mutual_aid.queries.schemes import proposed
from yuanxin.welfare.mutual_aid.registers.schemes import SCHEMES
from yuanxin.welfare.mutual_aid.services.schemes import correct_scheme, set_up_scheme

FIELDS = ("name", "begins_on", "ends_on", "opens_on", "closes_on", "note")


@requires(Permission.MANAGE_SCHEMES)
@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """Set up a scheme; its days are proposed by the policy of the window."""
    form = form_of(SchemeForm, request, initial=proposed(request.today))

    def act() -> Scheme:
        given = {name: form.cleaned_data[name] for name in FIELDS}
        return set_up_scheme(actor=form.actor, today=form.today, **given)

    return answer_form(
        request,
        form,
        act,
        done=lambda scheme: _("“%(scheme)s” is set up.") % {"scheme": scheme},
        to=lambda scheme: SCHEMES.url("detail", scheme.pk),
        title=_("New scheme"),
        cancel_url=SCHEMES.url(),
        breadcrumbs=[(SCHEMES.title, SCHEMES.url())],
    )


@requires(Permission.MANAGE_SCHEMES)
@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Correct a scheme."""
    scheme = found(Scheme.objects.visible_to(request.actor, Permission.MANAGE_SCHEMES).filter(pk=pk).first())
    initial = {name: getattr(scheme, name) for name in (*FIELDS, "version")}
    form = form_of(SchemeForm, request, initial=initial)
    return answer_form(
        request,
        form,
        lambda: correct_scheme(actor=form.actor, scheme=scheme, today=form.today, **form.cleaned_data),
        done=lambda _scheme: _("The changes are kept."),
        to=lambda _scheme: SCHEMES.url("detail", scheme.pk),
        title=_("Correct %(name)s") % {"name": scheme},
        cancel_url=SCHEMES.url("detail", scheme.pk),
        breadcrumbs=[(SCHEMES.title, SCHEMES.url()), (scheme, SCHEMES.url("detail", scheme.pk))],
    )
