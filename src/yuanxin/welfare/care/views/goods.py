"""Pages on which the store is kept."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of
from yuanxin.welfare.care import services
from yuanxin.welfare.care.choices import Permission
from yuanxin.welfare.care.forms.condolence import GoodsForm, ReasonForm, ReceiveForm
from yuanxin.welfare.care.models import GoodsEntry, GoodsItem
from yuanxin.welfare.care.registers import ENTRIES, GOODS


@requires(Permission.STORE)
@require_http_methods(["GET", "POST"])
def register(request: ActorRequest) -> HttpResponse:
    """Register a kind of goods."""
    form = form_of(GoodsForm, request)
    return answer_form(
        request,
        form,
        lambda: services.register_goods(actor=form.actor, today=form.today, **form.cleaned_data),
        done=lambda item: _("“%(item)s” is registered.") % {"item": item},
        to=lambda item: GOODS.url("detail", item.pk),
        title=_("Register goods"),
        cancel_url=GOODS.url(),
        breadcrumbs=[(GOODS.title, GOODS.url())],
    )


@requires(Permission.STORE)
@require_http_methods(["GET", "POST"])
def receive(request: ActorRequest, pk: int) -> HttpResponse:
    """Enter what came into the store."""
    visible = GoodsItem.objects.visible_to(request.actor, Permission.STORE)
    item: GoodsItem = found(visible.select_related("union").filter(pk=pk).first())
    known = {_("Condolence goods"): item, _("In store"): f"{item.remain}{item.measure}"}
    form = form_of(ReceiveForm, request, initial={"on": request.today}, known=known)
    page = GOODS.url("detail", item.pk)
    return answer_form(
        request,
        form,
        lambda: services.take_into_store(actor=form.actor, item=item, today=form.today, **form.cleaned_data),
        done=lambda entry: _("In store: %(remain)s.") % {"remain": f"{entry.item.remain}{entry.item.measure}"},
        to=lambda _entry: page,
        title=_("Enter what came in"),
        cancel_url=page,
        breadcrumbs=[(GOODS.title, GOODS.url()), (item, page)],
    )


@requires(Permission.STORE)
@require_http_methods(["GET", "POST"])
def reverse_entry(request: ActorRequest, pk: int) -> HttpResponse:
    """Take back an entry of the store."""
    visible = GoodsEntry.objects.visible_to(request.actor, Permission.STORE)
    entry: GoodsEntry = found(visible.select_related("item__union", "union").filter(pk=pk).first())
    known = {_("Condolence goods"): entry.item, _("Quantity"): entry.quantity, _("Day"): entry.on}
    form = form_of(ReasonForm, request, known=known)
    return answer_form(
        request,
        form,
        lambda: services.reverse_entry(actor=form.actor, entry=entry, today=form.today, **form.cleaned_data),
        done=lambda _entry: _("The entry is taken back by another one; both stay."),
        to=lambda reversing: GOODS.url("detail", reversing.item_id),
        title=_("Reverse the store entry"),
        save_label=_("Reverse the store entry"),
        cancel_url=ENTRIES.url("detail", entry.pk),
        breadcrumbs=[(ENTRIES.title, ENTRIES.url())],
    )
