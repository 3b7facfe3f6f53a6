"""Pages of the union that gave a public notice."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.flow.choices import Permission
from yuanxin.foundation.flow.forms import ContactForm
from yuanxin.foundation.flow.models import Objection
from yuanxin.foundation.flow.registers import OBJECTIONS
from yuanxin.foundation.flow.services import show_contact
from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import form_of, form_page


@requires(Permission.VIEW_CONTACTS)
@require_http_methods(["GET", "POST"])
@never_cache
def contact(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask for the reason, log it, and show once how the objector is reached."""
    visible = Objection.objects.visible_to(request.actor, Permission.VIEW_CONTACTS)
    objection = found(visible.select_related("notice", "union").filter(pk=pk).first())
    page = {
        "title": _("How %(name)s is reached") % {"name": objection.name},
        "cancel_url": OBJECTIONS.url("detail", objection.pk),
        "breadcrumbs": [(OBJECTIONS.title, OBJECTIONS.url()), (objection, OBJECTIONS.url("detail", objection.pk))],
    }
    form = form_of(ContactForm, request, known={_("Public notice"): objection.notice, _("Name"): objection.name})
    shown = None
    if form.is_bound:
        shown = form.carry_out(
            lambda: show_contact(
                actor=form.actor, objection=objection, reason=form.cleaned_data["reason"], today=form.today
            )
        )
    if shown is None:
        return form_page(request, form, save_label=_("Show"), **page)
    return render(request, "flow/contact.html", {"objection": objection, "shown": shown, **page})
