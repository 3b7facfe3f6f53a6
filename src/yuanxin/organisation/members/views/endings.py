"""Pages on which an expulsion is proposed and an end is taken back."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import form_of
from yuanxin.organisation.members import services
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.members.forms.members import GraveForm
from yuanxin.organisation.members.registers import EXPULSIONS
from yuanxin.organisation.members.views.memberships import answer_membership, known_of, membership_in_scope


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def propose_expulsion(request: ActorRequest, pk: int) -> HttpResponse:
    """Propose to expel a member."""
    spell = membership_in_scope(request, pk)
    form = form_of(GraveForm, request, initial={"version": spell.version}, known=known_of(spell))
    return answer_membership(
        request,
        spell,
        form,
        lambda: services.propose_expulsion(actor=form.actor, membership=spell, today=form.today, **form.cleaned_data),
        done=lambda _expulsion: _("The expulsion is proposed; the upper union decides."),
        to=lambda expulsion: EXPULSIONS.url("detail", expulsion.pk),
        title=_("Propose an expulsion"),
        save_label=_("Propose"),
    )


@requires(Permission.APPROVE_ENDING)
@require_http_methods(["GET", "POST"])
def reopen(request: ActorRequest, pk: int) -> HttpResponse:
    """Take back an end that was entered by mistake."""
    spell = membership_in_scope(request, pk, Permission.APPROVE_ENDING)
    known = {
        **known_of(spell),
        _("Way of leaving"): spell.get_leave_kind_display(),
        _("No longer a member from"): spell.left_on,
    }
    form = form_of(GraveForm, request, initial={"version": spell.version}, known=known)
    return answer_membership(
        request,
        spell,
        form,
        lambda: services.reopen(actor=form.actor, membership=spell, today=form.today, **form.cleaned_data),
        title=_("Take the end back"),
        save_label=_("Take the end back"),
    )
