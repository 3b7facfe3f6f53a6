"""档案事项台账: what is asked about files; and the home visits."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.documents.papers import Papers
from yuanxin.foundation.documents.sections import Attachments
from yuanxin.foundation.flow.columns import Deadline, State, Steps
from yuanxin.foundation.kernel.actors import Actor
from yuanxin.foundation.ui.registers import (
    Action,
    Column,
    DateColumn,
    Export,
    Facts,
    Period,
    Register,
    UnionFilter,
    YesNoColumn,
)
from yuanxin.welfare.hardship.choices import Permission, RequestKind
from yuanxin.welfare.hardship.models import FileRequest, HomeVisit
from yuanxin.welfare.hardship.registers.files import FOUND_BY, found
from yuanxin.welfare.hardship.registers.sections import Declaration, Lacking, MeansTest, Visits, Welfare
from yuanxin.welfare.hardship.services.requests import CORRECTABLE
from yuanxin.welfare.hardship.services.visits import VISITED_IN
from yuanxin.welfare.hardship.states import REQUEST_FLOW


def is_correctable(request: FileRequest) -> bool:
    """Whether what was declared may still be put right."""
    return request.state in CORRECTABLE and request.kind != RequestKind.CLOSE


def may_be_visited(request: FileRequest) -> bool:
    """Whether a home visit may be entered."""
    return request.state in VISITED_IN and request.kind != RequestKind.CLOSE


def declares(request: FileRequest) -> bool:
    """Whether the household declared something."""
    return request.kind != RequestKind.CLOSE


class FileRequestRegister(Register):
    """困难职工档案事项: applications, changes, re-checks, closings; the newest first."""

    model = FileRequest
    order = "-applied_on"
    columns = (
        Column("applicant__name", _("Head of the household")),
        "kind",
        "union",
        DateColumn("applied_on", sort="applied_on"),
        "category",
        State(REQUEST_FLOW),
        Deadline(),
        DateColumn("approved_on"),
    )
    filters = ("union", "kind", "state", "category", Period("applied_on"), Period("approved_on"))
    search_hint = FOUND_BY
    advice = _("Apply for a worker, or open a file and choose what is to be asked about it.")
    actions = (
        Action(_("Apply for a worker"), "hardship:apply", Permission.APPLY, "plus", record=False, primary=True),
        Action(_("Enter a home visit"), "hardship:filerequest-visit", Permission.SURVEY, when=may_be_visited),
        Action(_("Correct"), "hardship:filerequest-edit", Permission.APPLY, when=is_correctable),
        Action(
            _("Show health and illness"), "hardship:filerequest-health", Permission.VIEW_ILLNESS, "eye", when=declares
        ),
    )
    export = Export(Permission.EXPORT)
    detail = (
        Lacking(),
        Facts(
            "applicant",
            "kind",
            "union",
            DateColumn("applied_on"),
            "channel",
            "category",
            State(REQUEST_FLOW),
            DateColumn("authorised_on"),
            "consent_version",
            "close_reason",
            "file",
            DateColumn("approved_on"),
        ),
        MeansTest(),
        Visits(),
        Declaration(),
        Welfare(),
        Attachments(),
        Papers(),
        Steps(),
        Timeline(),
    )

    def rows(self, actor: Actor) -> models.QuerySet[FileRequest]:
        return super().rows(actor).select_related(*REQUEST_FLOW.related)

    def find(self, rows: models.QuerySet[Any], text: str, actor: Actor) -> models.QuerySet[Any]:
        return found(rows, text, actor)


class HomeVisitRegister(Register):
    """入户调查台账."""

    model = HomeVisit
    order = "-visited_on"
    columns = (
        Column("request__applicant__name", _("Head of the household")),
        Column("request__union", _("Union")),
        DateColumn("visited_on", sort="visited_on"),
        Column("names", _("Who visited")),
        YesNoColumn("agrees"),
        Column("request__state", _("State of the request")),
    )
    filters = (UnionFilter("request__union"), "agrees", Period("visited_on"))
    search = ("request__applicant__name", "visitors__name")
    search_hint = _("Name of the worker or of a visitor")
    advice = _("A home visit is entered on the page of a request.")
    export = Export(Permission.EXPORT)
    detail = (
        Facts(
            Column("request", _("Request")),
            Column("request__union", _("Union")),
            DateColumn("visited_on"),
            YesNoColumn("agrees"),
        ),
        Visits(),
    )

    def rows(self, actor: Actor) -> models.QuerySet[HomeVisit]:
        return super().rows(actor).select_related("request__applicant", "request__union").prefetch_related("visitors")

    def find(self, rows: models.QuerySet[Any], text: str, actor: Actor) -> models.QuerySet[Any]:
        return super().find(rows, text, actor).distinct()


REQUESTS = FileRequestRegister()
VISITS = HomeVisitRegister()
