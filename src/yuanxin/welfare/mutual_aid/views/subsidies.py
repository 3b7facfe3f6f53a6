"""Pages on which the subsidies of units are settled, one by one or many at what the rule gives."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of
from yuanxin.foundation.unions.models import Union
from yuanxin.welfare.mutual_aid.choices import Permission
from yuanxin.welfare.mutual_aid.forms.subsidies import SettleAllForm, SettleAllFundForm, SettleForm
from yuanxin.welfare.mutual_aid.models import Scheme, UnitSubsidy
from yuanxin.welfare.mutual_aid.queries.schemes import enrolled_in_now
from yuanxin.welfare.mutual_aid.queries.subsidies import sum_of, to_be_settled
from yuanxin.welfare.mutual_aid.registers.subsidies import SUBSIDIES
from yuanxin.welfare.mutual_aid.services.subsidies import settle_by_rule, settle_subsidy
from yuanxin.welfare.mutual_aid.states import SUBSIDY_FLOW


@requires(Permission.SETTLE_SUBSIDIES)
@require_http_methods(["GET", "POST"])
def settle(request: ActorRequest, pk: int) -> HttpResponse:
    """Settle what one unit is given."""
    visible = UnitSubsidy.objects.visible_to(request.actor, Permission.SETTLE_SUBSIDIES)
    subsidy = found(visible.select_related(*SUBSIDY_FLOW.related).filter(pk=pk).first())
    page = SUBSIDIES.url("detail", subsidy.pk)
    known = {
        _("Union"): subsidy.union,
        _("Scheme"): subsidy.unit.scheme,
        _("Persons"): subsidy.persons,
        _("By the rule, in yuan"): subsidy.computed,
    }
    initial = {"amount": subsidy.computed, "version": subsidy.version}
    form = form_of(SettleForm, request, union=subsidy.union, initial=initial, known=known)
    return answer_form(
        request,
        form,
        lambda: settle_subsidy(actor=form.actor, subsidy=subsidy, today=form.today, **form.cleaned_data),
        done=lambda settled: _("Settled; %(amount)s yuan wait at the payment desk.") % {"amount": settled.settled},
        to=lambda _settled: page,
        title=_("Settle the subsidy"),
        save_label=_("Settle"),
        cancel_url=page,
        breadcrumbs=[(SUBSIDIES.title, SUBSIDIES.url()), (subsidy, page)],
    )


@requires(Permission.SETTLE_SUBSIDIES)
@require_http_methods(["GET", "POST"])
def choose(request: ActorRequest) -> HttpResponse:
    """Choose whose subsidies are settled by the rule."""
    form = form_of(SettleAllForm, request, initial={"scheme": enrolled_in_now(request.today)})
    return answer_form(
        request,
        form,
        lambda: (form.cleaned_data["union"], form.cleaned_data["scheme"]),
        done=lambda _chosen: _("Look at the sum; nothing is settled before you say so."),
        to=lambda chosen: reverse("mutual_aid:unitsubsidy-settle-these", args=[chosen[0].code, chosen[1].pk]),
        title=_("Settle by the rule"),
        save_label=_("Look at the sum"),
        cancel_url=SUBSIDIES.url(),
        breadcrumbs=[(SUBSIDIES.title, SUBSIDIES.url())],
    )


@requires(Permission.SETTLE_SUBSIDIES)
@require_http_methods(["GET", "POST"])
def settle_these(request: ActorRequest, code: str, pk: int) -> HttpResponse:
    """Settle all subsidies of a union and below that wait in a scheme, at what the rule gives."""
    visible = Union.objects.visible_to(request.actor, Permission.SETTLE_SUBSIDIES)
    union = found(visible.filter(code=code).first())
    scheme = found(Scheme.objects.visible_to(request.actor, Permission.SETTLE_SUBSIDIES).filter(pk=pk).first())
    waiting = to_be_settled(request.actor, union, scheme)
    known = {
        _("Union"): union,
        _("Scheme"): scheme,
        _("Subsidies to be settled"): waiting.count(),
        _("By the rule, in yuan"): sum_of(waiting),
    }
    form = form_of(SettleAllFundForm, request, union=union, known=known)

    def act() -> int:
        subsidies = list(waiting.select_related(*SUBSIDY_FLOW.related, "unit__union"))
        return settle_by_rule(actor=form.actor, subsidies=subsidies, fund=form.cleaned_data["fund"], today=form.today)

    return answer_form(
        request,
        form,
        act,
        done=lambda count: _("%(count)s subsidies are settled and wait at the payment desk.") % {"count": count},
        to=lambda _count: SUBSIDIES.url(),
        title=_("Settle by the rule"),
        save_label=_("Settle all of them"),
        cancel_url=SUBSIDIES.url(),
        breadcrumbs=[(SUBSIDIES.title, SUBSIDIES.url())],
    )
