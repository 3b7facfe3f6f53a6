"""Exchanging members with the city federation: the mapping, the file out, the file in."""

import tempfile

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yuanxin.foundation.intake.forms import UploadForm
from yuanxin.foundation.intake.models import Batch
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused
from yuanxin.foundation.policies.queries import policy_version
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.forms import answer_form, form_of, form_page
from yuanxin.foundation.ui.registers import detail_address
from yuanxin.organisation.members.choices import Permission
from yuanxin.organisation.rosters import services
from yuanxin.organisation.rosters.choices import ExchangeKind
from yuanxin.organisation.rosters.forms import CityFileForm
from yuanxin.organisation.rosters.intake import ROSTER
from yuanxin.organisation.rosters.intake.exchange import BY_CODE, OWN_WORDS

IN_MEMORY = 4 * 1024 * 1024


@requires(Permission.IMPORT)
@require_GET
def exchange(request: ActorRequest) -> HttpResponse:
    """The format in force: which head stands for which column of ours, and which code for which word."""
    version = policy_version(services.CITY_FORMAT, on=request.today)
    format = version.typed
    columns = [
        {
            "own": BY_CODE[code].label,
            "head": head,
            "codes": [(OWN_WORDS.get(code, {}).get(ours, ours), theirs) for ours, theirs in format.words(code).items()],
        }
        for code, head in format.heads.items()
    ]
    context = {
        "title": _("Exchange with the city"),
        "version": version,
        "columns": columns,
        "address": detail_address("policies.policy", version.pk),
        "may_export": request.actor.may_somewhere(Permission.EXPORT),
    }
    return render(request, "rosters/exchange.html", context)


@requires(Permission.EXPORT)
@require_http_methods(["GET", "POST"])
def take_out(request: ActorRequest) -> HttpResponseBase:
    """Write the city's file of a union's members, for a reason."""
    form = form_of(CityFileForm, request)
    back = reverse("rosters:exchange")
    page = {
        "title": _("Members for the city"),
        "save_label": _("Write the file"),
        "cancel_url": back,
        "breadcrumbs": [(_("Exchange with the city"), back)],
    }
    if not form.is_bound:
        return form_page(request, form, **page)
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it

    def act() -> int:
        given = form.cleaned_data
        return services.write_city_file(
            file,
            actor=form.actor,
            union=given["union"],
            kind=ExchangeKind(given["kind"]),
            clear=given["clear"],
            reason=given["reason"],
            today=form.today,
        )

    try:
        written = form.carry_out(act)
    except (OutOfScope, NotAllowed):
        file.close()
        raise
    if written is None:
        file.close()
        return form_page(request, form, **page)
    file.seek(0)
    name = f"市总会员交换文件-{request.today:%Y%m%d}.{form.cleaned_data['kind']}"
    return FileResponse(file, as_attachment=True, filename=name)


@requires(Permission.IMPORT)
@require_http_methods(["GET", "POST"])
def take_in(request: ActorRequest) -> HttpResponse:
    """Take the city's file in; its rows are shown before anything is written."""
    form = UploadForm(
        request.POST or None, request.FILES or None, actor=request.actor, today=request.today, declaration=ROSTER
    )

    def act() -> Batch:
        given = form.cleaned_data
        try:
            return services.receive_city_file(
                actor=form.actor,
                user=request.user,  # type: ignore[arg-type]
                union=given["union"],
                content=given["file"].read(),
                file_name=given["file"].name,
                mode=given["mode"],
                dated_on=given["dated_on"],
                today=form.today,
            )
        except (OutOfScope, NotAllowed):
            raise
        except Refused as refusal:
            refusal.field = refusal.field or "file"
            raise

    back = reverse("rosters:exchange")
    return answer_form(
        request,
        form,
        act,
        done=lambda batch: _("The file is being read as batch %(batch)s.") % {"batch": batch.pk},
        to=lambda batch: reverse("rosters:batch-detail", args=[batch.pk]),
        title=_("Members from the city"),
        save_label=_("Read the file"),
        cancel_url=back,
        breadcrumbs=[(_("Exchange with the city"), back)],
    )
