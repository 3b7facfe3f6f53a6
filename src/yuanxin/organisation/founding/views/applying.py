"""The public page on which an employer applies, and the pages of the link by which it follows its application."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yuanxin.foundation.accounts.links import LinkedRequest
from yuanxin.foundation.accounts.services.sign_ins import address_of
from yuanxin.foundation.documents.queries import attachments_of
from yuanxin.foundation.documents.services import attach
from yuanxin.foundation.flow.models import Notice
from yuanxin.foundation.flow.queries import decisions_on, offers
from yuanxin.foundation.flow.services import act
from yuanxin.foundation.kernel.errors import Refused, found
from yuanxin.foundation.ui.access import ActorRequest, linked, public
from yuanxin.foundation.ui.answers import answer_form, form_of
from yuanxin.organisation.founding import services
from yuanxin.organisation.founding.choices import Permission, Shape
from yuanxin.organisation.founding.forms.foundings import (
    CorrectOnlineFoundingForm,
    EmployerFields,
    MaterialForm,
    OnlineFoundingForm,
    RosterForm,
)
from yuanxin.organisation.founding.models import Founding
from yuanxin.organisation.founding.queries.findings import findings_on
from yuanxin.organisation.founding.queries.materials import materials_of, purposes_of
from yuanxin.organisation.founding.registers.foundings import is_correctable, takes_employers
from yuanxin.organisation.founding.services.foundings import FOLLOWING
from yuanxin.organisation.founding.states import FOUNDING_FLOW
from yuanxin.organisation.founding.views.foundings import answer_election, answer_nomination, initial_of, known_of

LAYOUT = "ui/open.html"
# The steps of the applicant that ask for no more than a word.
PLAIN_STEPS = frozenset({"submit", "ready", "withdraw"})
OWN_PAGES = {"nominate": "founding:follow-nominate", "report": "founding:follow-report"}


@public
@require_http_methods(["GET", "POST"])
def apply(request: ActorRequest) -> HttpResponse:
    """An employer applies to found a union, without an account; the page that follows is its own."""
    form = form_of(OnlineFoundingForm, request, files=request.FILES or None)
    return answer_form(
        request,
        form,
        lambda: services.apply_online(address=address_of(request), today=form.today, **form.application()),
        done=lambda _new: _("Your application has come in. Keep the address of this page: you follow it here."),
        to=lambda new: reverse("founding:follow", args=[new.token]),
        layout=LAYOUT,
        title=_("Found a union: the employer applies"),
        lead=_("For employers without a union. The street's union guides you to the election, the district approves."),
        save_label=_("Send the application"),
    )


@linked(FOLLOWING)
@require_GET
def follow(request: LinkedRequest, token: str) -> HttpResponse:
    """How the application stands, what was said of it, and what is to be done next."""
    founding = followed(request)
    context = {
        "title": founding.name,
        "layout": LAYOUT,
        "token": token,
        "founding": founding,
        "chip": FOUNDING_FLOW.colours.get(founding.state, "closed"),
        "steps": [
            {"label": FOUNDING_FLOW.label_of(each.action), "at": each.at, "opinion": each.opinion}
            for each in decisions_on(founding)
        ],
        "notice": Notice.objects.of(founding).filter(round=founding.round, taken_down_on=None).first(),
        "next": next_steps(request, founding, token),
        "findings": findings_on(founding, request.today) if is_correctable(founding) else [],
        "materials": materials_of(founding),
        "attachments": list(attachments_of(founding)),
        "correctable": is_correctable(founding),
        "takes_employers": takes_employers(founding),
        "employers": founding.employers.order_by("position"),
        "joining": founding.applicants.count(),
    }
    return render(request, "founding/follow.html", context)


def next_steps(request: LinkedRequest, founding: Founding, token: str) -> list[dict[str, Any]]:
    """What the applicant may do now: the first thing in red, the withdrawal last."""
    steps = []
    for offer in offers(founding, request.actor, request.today):
        if offer.action in OWN_PAGES:
            steps.append({"label": offer.label, "url": reverse(OWN_PAGES[offer.action], args=[token]), "primary": True})
        elif offer.action in PLAIN_STEPS:
            steps.append({"label": offer.label, "action": offer.action, "primary": offer.primary})
    return steps


@linked(FOLLOWING)
@require_POST
def step(request: LinkedRequest, token: str) -> HttpResponse:
    """Submit again, say that all is ready, or withdraw."""
    founding, action = followed(request), request.POST.get("action", "")
    try:
        if action not in PLAIN_STEPS:
            raise Refused(_("This step is not taken here."))
        act(founding, action, actor=request.actor, today=request.today)
        messages.success(request, _("Done: %(label)s.") % {"label": FOUNDING_FLOW.label_of(action)})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("founding:follow", token)


@linked(FOLLOWING)
@require_http_methods(["GET", "POST"])
def correct(request: LinkedRequest, token: str) -> HttpResponse:
    """Put the application right."""
    founding = followed(request)
    form = form_of(CorrectOnlineFoundingForm, request, initial=initial_of(founding) | {"union": founding.union_id})

    def put_right() -> Founding:
        given = form.application() | {"joins": founding.joins if form.cleaned_data["shape"] == Shape.EXISTING else None}
        version = form.cleaned_data["version"]
        return services.correct_founding(
            actor=form.actor, founding=founding, today=form.today, version=version, **given
        )

    return answer_applicant(request, token, form, put_right, title=_("Correct the application"))


@linked(FOLLOWING)
@require_http_methods(["GET", "POST"])
def roster(request: LinkedRequest, token: str) -> HttpResponse:
    """Bring in the roster of those who join."""
    founding = followed(request)
    form = form_of(RosterForm, request, files=request.FILES or None, known=known_of(founding))
    return answer_applicant(
        request,
        token,
        form,
        lambda: services.take_roster(
            actor=form.actor, founding=founding, content=form.cleaned_data["roster"], today=form.today
        ),
        title=_("Bring in the roster"),
        save_label=_("Bring in"),
    )


@linked(FOLLOWING)
@require_http_methods(["GET", "POST"])
def employer(request: LinkedRequest, token: str) -> HttpResponse:
    """Add another employer to the founding of a joint union."""
    founding = followed(request)
    form = form_of(EmployerFields, request, known=known_of(founding))
    return answer_applicant(
        request,
        token,
        form,
        lambda: services.add_employer(actor=form.actor, founding=founding, employer=form.employer(), today=form.today),
        title=_("Add an employer"),
    )


@linked(FOLLOWING)
@require_http_methods(["GET", "POST"])
def material(request: LinkedRequest, token: str) -> HttpResponse:
    """Hand in a paper of the list of materials."""
    founding = followed(request)
    purposes = purposes_of(founding)
    asked = request.GET.get("purpose", "")
    initial = {"purpose": asked if asked in purposes else purposes[0]}
    form = form_of(MaterialForm, request, files=request.FILES or None, purposes=purposes, initial=initial)
    return answer_applicant(
        request,
        token,
        form,
        lambda: attach(
            actor=form.actor,
            target=founding,
            stream=form.cleaned_data["file"].file,
            name=form.cleaned_data["file"].name,
            purpose=form.cleaned_data["purpose"],
        ),
        title=_("Hand in a paper"),
        save_label=_("Hand in"),
    )


@linked(FOLLOWING)
@require_http_methods(["GET", "POST"])
def nominate(request: LinkedRequest, token: str) -> HttpResponse:
    """Enter the preparatory group and the candidates."""
    return answer_nomination(request, followed(request), **own_page(token))


@linked(FOLLOWING)
@require_http_methods(["GET", "POST"])
def report(request: LinkedRequest, token: str) -> HttpResponse:
    """Report the election."""
    return answer_election(request, followed(request), **own_page(token))


def followed(request: LinkedRequest) -> Founding:
    """The application that the link belongs to.

    Raises:
        OutOfScope: if it is gone from the union of the link.
    """
    visible = Founding.objects.visible_to(request.actor, Permission.APPLY)
    return found(visible.select_related(*FOUNDING_FLOW.related).filter(pk=request.link.object_id).first())


def own_page(token: str) -> dict[str, Any]:
    """The frame of a page by the link."""
    address = reverse("founding:follow", args=[token])
    return {"to": address, "layout": LAYOUT, "cancel_url": address, "breadcrumbs": []}


def answer_applicant(request: LinkedRequest, token: str, form: Any, act: Any, **context: Any) -> HttpResponse:
    """A form of the applicant; the page of the application follows."""
    own = own_page(token)
    address = own.pop("to")
    return answer_form(
        request, form, act, done=lambda _done: _("The changes are kept."), to=lambda _done: address, **own, **context
    )
