"""Taking a paper of a record, and setting the mark that document numbers begin with."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yuanxin.foundation.documents import services
from yuanxin.foundation.documents.choices import FileType, Permission
from yuanxin.foundation.documents.contents import KINDS
from yuanxin.foundation.documents.forms import MarkForm
from yuanxin.foundation.documents.papers import UnknownPaper, paper_called
from yuanxin.foundation.documents.registers import MARKS
from yuanxin.foundation.kernel.errors import NotAllowed, OutOfScope, Refused, found
from yuanxin.foundation.ui.access import ActorRequest, requires
from yuanxin.foundation.ui.answers import UNPROCESSABLE, answer_form, form_of


@requires(Permission.PAPERS)
@require_POST
def take(request: ActorRequest, code: str, pk: int) -> HttpResponse:
    """The paper as a download. By POST, since it is logged and may be given a number."""
    try:
        paper = paper_called(code)
    except UnknownPaper:
        raise OutOfScope from None
    rows: Any = paper.model._default_manager.filter(pk=pk).select_related("union")
    target = found(rows.visible_to(request.actor, paper.permission).first())
    try:
        name, content = services.hand_out(actor=request.actor, paper=paper, target=target, today=request.today)
    except (NotAllowed, OutOfScope):
        raise
    except Refused as refusal:
        return render(request, "ui/refused.html", {"error": refusal}, status=UNPROCESSABLE)
    response = HttpResponse(content, content_type=KINDS[FileType.DOCX].content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    return response


@requires(Permission.SET_MARK)
@require_http_methods(["GET", "POST"])
def set_mark(request: ActorRequest) -> HttpResponse:
    """Set the agency mark of a union."""
    form = form_of(MarkForm, request)
    return answer_form(
        request,
        form,
        lambda: services.set_agency_mark(actor=form.actor, today=form.today, **form.cleaned_data),
        done=lambda mark: _("Papers of %(union)s are numbered %(mark)s.") % {"union": mark.union, "mark": mark},
        to=lambda _mark: MARKS.url(),
        title=_("Set a mark"),
        cancel_url=MARKS.url(),
        breadcrumbs=[(MARKS.title, MARKS.url())],
    )
