"""Opening, attaching and taking off files; each loads the record in scope and calls one service."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yuanxin.foundation.documents.choices import FileType, Permission
from yuanxin.foundation.documents.contents import KINDS
from yuanxin.foundation.documents.forms import AttachForm, TakeOffForm
from yuanxin.foundation.documents.models import Attachment
from yuanxin.foundation.documents.queries import attachment_visible_to, content_of
from yuanxin.foundation.documents.registry import TakesNone, holder_of
from yuanxin.foundation.documents.services import attach, take_off
from yuanxin.foundation.documents.storage import FileDamaged
from yuanxin.foundation.kernel.errors import OutOfScope, Refused, found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import form_of, form_page
from yuanxin.foundation.unions.models import Scoped

GONE = 410


@requires(Permission.VIEW)
@require_GET
def open_attachment(request: ActorRequest, pk: int) -> HttpResponse:
    """The file itself, always as a download: nothing a user uploaded is ever drawn as a page of this site."""
    attachment = attachment_visible_to(request.actor, pk)
    try:
        content = content_of(attachment)
    except FileDamaged:
        refusal = Refused(_("The stored file is missing or damaged."), remedy=_("Tell the system administrator."))
        return render(request, "ui/refused.html", {"error": refusal}, status=GONE)
    response = HttpResponse(content, content_type=KINDS[FileType(attachment.file_type)].content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=attachment.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@requires(Permission.VIEW)
@require_http_methods(["GET", "POST"])
def attach_file(request: ActorRequest, kind: str, object_id: int) -> HttpResponse:
    """Attach a file to a record, in the place of the one named by `?replaces=`."""
    target = _record(request, kind, object_id)
    replaces = _replaced(request, target)
    form = form_of(AttachForm, request, files=request.FILES or None, known={_("Record"): target})
    if request.method == "POST":
        kept = form.carry_out(
            lambda: attach(
                actor=request.actor,
                target=target,
                stream=form.cleaned_data["file"].file,
                name=form.cleaned_data["file"].name,
                purpose=form.cleaned_data["purpose"],
                replaces=replaces,
            )
        )
        if kept is not None:
            messages.success(request, _("“%(name)s” is attached.") % {"name": kept.name})
            return redirect(_back(request))
    title = _("Replace “%(name)s”") % {"name": replaces.name} if replaces else _("Attach a file")
    return form_page(request, form, title=title, save_label=_("Attach"), cancel_url=_back(request))


@requires(Permission.VIEW)
@require_http_methods(["GET", "POST"])
def take_off_file(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a file off its record, for a reason."""
    attachment = attachment_visible_to(request.actor, pk)
    target = _record(request, attachment.kind, attachment.object_id)
    form = form_of(TakeOffForm, request, known={_("File"): attachment, _("Record"): target})

    def act() -> bool:
        take_off(
            actor=request.actor,
            target=target,
            attachment=attachment,
            reason=form.cleaned_data["reason"],
        )
        return True

    if request.method == "POST" and form.carry_out(act):
        messages.success(request, _("“%(name)s” is taken off.") % {"name": attachment.name})
        return redirect(_back(request))
    return form_page(request, form, title=_("Take a file off"), save_label=_("Take off"), cancel_url=_back(request))


def _record(request: ActorRequest, kind: str, object_id: int) -> Scoped:
    """The record, if it takes attachments and the actor may change them.

    Raises:
        OutOfScope: if not.
    """
    try:
        holder = holder_of(kind)
    except TakesNone:
        raise OutOfScope from None
    rows: Any = holder.model._default_manager.filter(pk=object_id).select_related("union")
    return found(rows.visible_to(request.actor, holder.edit).first())


def _replaced(request: ActorRequest, target: Scoped) -> Attachment | None:
    number = request.GET.get("replaces", "")
    if not number:
        return None
    return found(Attachment.objects.of(target).standing().filter(pk=int(number) if number.isdecimal() else 0).first())


def _back(request: ActorRequest) -> str:
    """The page the user came from, if it is one of this site."""
    address = request.GET.get("back", "")
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else "/"
