"""Pages of member cards: one to print, its code, loss and replacement."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yuanxin.foundation.accounts.views.links import picture_of
from yuanxin.foundation.kernel.errors import found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_act
from yuanxin.organisation.members import services
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.members.models import Card
from yuanxin.organisation.members.registers import CARDS, PERSONS


def card_in_scope(request: ActorRequest, pk: int, permission: str) -> Card:
    """The card, if the reader holds `permission` over its holder's union; 404 otherwise."""
    visible = Card.objects.visible_to(request.actor, permission).told()  # type: ignore[attr-defined]
    return found(visible.select_related("person__union").filter(pk=pk).first())  # type: ignore[no-any-return]


@requires(Permission.VIEW)
@require_GET
def show(request: ActorRequest, pk: int) -> HttpResponse:
    """The card as it is printed: name, union, number and code, and nothing else of the holder."""
    card = card_in_scope(request, pk, Permission.VIEW)
    address = request.build_absolute_uri(reverse("members:card-code", args=[card.code]))
    context = {"title": _("Member card"), "card": card, "picture": picture_of(address, scale=3), "register": CARDS}
    return render(request, "members/card.html", context)


@requires(Permission.VIEW)
@require_GET
def by_code(request: ActorRequest, code: str) -> HttpResponse:
    """Where the code on a card leads an officer, in whose scope the holder is: to the holder."""
    visible = Card.objects.visible_to(request.actor).told()  # type: ignore[attr-defined]
    card = found(visible.select_related("person").filter(code=code).first())
    if card.ended_on is not None:
        told = _("The card %(number)s is not valid: %(state)s on %(day)s.")
        day = {"number": card.number, "state": card.get_state_display(), "day": card.ended_on}
        messages.warning(request, told % day)
    else:
        messages.info(request, _("Card %(number)s: %(state)s.") % {"number": card, "state": card.get_state_display()})
    return redirect(PERSONS.url("detail", card.person_id))


@requires(Permission.EDIT)
@require_POST
def lose(request: ActorRequest, pk: int) -> HttpResponse:
    """Report the loss of a card."""
    card = card_in_scope(request, pk, Permission.EDIT)
    return answer_act(
        request,
        lambda: services.report_loss(actor=request.actor, card=card, today=request.today),
        done=lambda _card: _("The card is out of use."),
        back=CARDS.url("detail", card.pk),
    )


@requires(Permission.EDIT)
@require_POST
def replace(request: ActorRequest, pk: int) -> HttpResponse:
    """Issue a new card in the place of one."""
    card = card_in_scope(request, pk, Permission.EDIT)
    return answer_act(
        request,
        lambda: services.replace_card(actor=request.actor, person=card.person, today=request.today),
        done=lambda new: _("The new card has the number %(number)s.") % {"number": new},
        back=CARDS.url("detail", card.pk),
        to=lambda new: CARDS.url("detail", new.pk),
    )
