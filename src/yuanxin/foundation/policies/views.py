"""Opening and closing policies in the browser."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yuanxin.foundation.policies.choices import Permission
from yuanxin.foundation.policies.forms import ChooseForm, CloseForm, VersionForm
from yuanxin.foundation.policies.models import Policy
from yuanxin.foundation.policies.registry import Declaration, UnknownPolicy, declaration
from yuanxin.foundation.policies.services import close_policy, open_policy
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import form_of, form_page


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def choose(request: ActorRequest) -> HttpResponse:
    """Which policy a version is to be opened of."""
    form = form_of(ChooseForm, request)
    if request.method == "POST" and form.is_valid():
        address = reverse("policies:policy-first-version", args=[form.cleaned_data["code"]])
        return redirect(f"{address}?{urlencode({'region': form.cleaned_data['region']})}")
    return form_page(
        request, form, title=_("Open a policy"), save_label=_("Next step"), cancel_url=_list(), breadcrumbs=_trail()
    )


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def first_version(request: ActorRequest, code: str) -> HttpResponse:
    """A version of a policy for a division; what stands there already gives the first values."""
    region = request.GET.get("region", "")
    versions = Policy.objects.visible_to(request.actor).filter(code=code, region=region)
    before = versions.order_by("-begins_on", "-pk").first()
    return _version_page(request, _declared(code), region, before)


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def new_version(request: ActorRequest, pk: int) -> HttpResponse:
    """A version after the one shown."""
    before = _version(request, pk)
    return _version_page(request, _declared(before.code), before.region, before)


@requires(Permission.EDIT)
@require_http_methods(["GET", "POST"])
def close(request: ActorRequest, pk: int) -> HttpResponse:
    """The end of a version."""
    version = _version(request, pk)
    form = form_of(CloseForm, request, known={_("Policy"): version.label})
    if request.method == "POST":
        closed = form.carry_out(
            lambda: close_policy(
                actor=request.actor,
                policy=version,
                ends_on=form.cleaned_data["ends_on"],
                reason=form.cleaned_data["reason"],
            )
        )
        if closed is not None:
            messages.success(request, _("“%(policy)s” ends.") % {"policy": version.label})
            return redirect("policies:policy-detail", version.pk)
    return form_page(
        request, form, title=_("End a policy"), save_label=_("End it"), cancel_url=_list(), breadcrumbs=_trail()
    )


def _version_page(request: ActorRequest, policy: Declaration, region: str, before: Policy | None) -> HttpResponse:
    known = {_("Policy"): policy.label, _("Division"): region or _("everywhere")}
    form = form_of(VersionForm, request, known=known, policy=policy, before=before)
    if request.method == "POST":
        opened = form.carry_out(
            lambda: open_policy(
                actor=request.actor,
                code=policy.code,
                region=region,
                begins_on=form.cleaned_data["begins_on"],
                ends_on=form.cleaned_data["ends_on"],
                parameters=form.cleaned_data["parameters"],
                document_number=form.cleaned_data["document_number"],
                note=form.cleaned_data["note"],
            )
        )
        if opened is not None:
            words = _("“%(policy)s” holds from %(day)s.") % {"policy": policy.label, "day": opened.begins_on}
            messages.success(request, words)
            return redirect("policies:policy-detail", opened.pk)
    title = _("New version of “%(policy)s”") % {"policy": policy.label}
    return form_page(request, form, title=title, cancel_url=_list(), breadcrumbs=_trail())


def _version(request: ActorRequest, pk: int) -> Policy:
    version = Policy.objects.visible_to(request.actor).filter(pk=pk).first()
    if version is None:
        raise Http404
    return version


def _declared(code: str) -> Declaration:
    try:
        return declaration(code)
    except UnknownPolicy:
        raise Http404 from None


def _list() -> str:
    return reverse("policies:policy-list")


def _trail() -> list[tuple[str, str]]:
    return [(_("Policies"), _list())]
