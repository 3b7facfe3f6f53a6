"""Pages on which officers enter applications to join and send links for them."""

import datetime

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.accounts import services as accounts
from yuanxin.foundation.accounts.views.links import told_once
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import answer_form, form_of, form_page
from yuanxin.foundation.unions.queries import only_union
from yuanxin.organisation.members import services
from yuanxin.organisation.members.choices import ConsentChannel, Permission
from yuanxin.organisation.members.forms.members import ApplicationForm, JoinLinkForm
from yuanxin.organisation.members.models import Application
from yuanxin.organisation.members.registers import APPLICATIONS
from yuanxin.organisation.members.services.applications import JOIN

ASKED = ("name", "document_type", "document_number", "phone", "employer_name", "job")
USUAL_DAYS = datetime.timedelta(days=30)


def particulars_of(given: dict[str, object]) -> services.Particulars:
    """What an applicant's form holds, for the service."""
    return services.Particulars(**{name: given[name] for name in ASKED})  # type: ignore[arg-type]


@requires(Permission.APPLY)
@require_http_methods(["GET", "POST"])
def enter(request: ActorRequest) -> HttpResponse:
    """Enter an application from a paper."""
    form = form_of(ApplicationForm, request, initial={"union": only_union(request.actor, Permission.APPLY)})

    def act() -> Application:
        given = form.cleaned_data
        return services.apply(
            actor=form.actor,
            union=given["union"],
            particulars=particulars_of(given),
            channel=ConsentChannel.PAPER,
            consents=given["consents"],
            today=form.today,
        )

    def done(application: Application) -> str:
        if application.proposal is not None:
            return _("%(name)s is active elsewhere: a transfer is proposed; both unions decide.") % {
                "name": application
            }
        return _("The application is entered; a colleague decides on it.")

    return answer_form(
        request,
        form,
        act,
        done=done,
        to=lambda application: APPLICATIONS.url("detail", application.pk),
        title=_("Enter an application"),
        save_label=_("Submit"),
        cancel_url=APPLICATIONS.url(),
        breadcrumbs=[(APPLICATIONS.title, APPLICATIONS.url())],
    )


@requires(Permission.APPLY)
@never_cache
@require_http_methods(["GET", "POST"])
def send_link(request: ActorRequest) -> HttpResponse:
    """A link by which workers apply themselves: shown once, to be sent or printed."""
    page = {"breadcrumbs": [(APPLICATIONS.title, APPLICATIONS.url())]}
    initial = {"union": only_union(request.actor, Permission.APPLY), "expires_on": request.today + USUAL_DAYS}
    form = form_of(JoinLinkForm, request, initial=initial)
    made = None
    if form.is_bound:
        made = form.carry_out(
            lambda: accounts.make_link(
                actor=form.actor,
                purpose=JOIN,
                union=form.cleaned_data["union"],
                expires_on=form.cleaned_data["expires_on"],
                today=form.today,
                label=_("Joining %(union)s") % {"union": form.cleaned_data["union"]},
                uses=form.cleaned_data["uses"],
            )
        )
    if made is None:
        return form_page(
            request, form, title=_("Link for workers"), save_label=_("Make it"), cancel_url=APPLICATIONS.url(), **page
        )
    return told_once(
        request,
        made,
        title=_("Link for workers"),
        heading=_("Join %(union)s") % {"union": made.link.union},
        advice=_("Scan the picture with your phone and fill in your application; the union decides in a few days."),
        back=APPLICATIONS.url(),
        **page,
    )
