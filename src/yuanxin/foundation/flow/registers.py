"""台账 of public notices and of the objections to them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.sections import Timeline
from yuanxin.foundation.documents.papers import Papers
from yuanxin.foundation.flow.choices import Permission
from yuanxin.foundation.flow.columns import Deadline, State, Steps
from yuanxin.foundation.flow.models import Notice, Objection
from yuanxin.foundation.flow.objections import OBJECTION_FLOW
from yuanxin.foundation.kernel.masking import masked_phone
from yuanxin.foundation.kernel.sealed import unseal
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import (
    Action,
    Column,
    DateColumn,
    Facts,
    MaskedColumn,
    Period,
    Register,
    Related,
    Section,
    TextColumn,
    detail_address,
)


class Sheet(Section):
    """The notice as the public reads it, on a sheet for the notice board."""

    label = _("As the public reads it")
    template = "flow/notice_sheet.html"

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        return {
            "notice": record,
            "running": record.taken_down_on is None and record.begins_on <= request.today <= record.ends_on,
            "about_url": detail_address(record.kind, record.object_id),
        }


class NoticeRegister(Register):
    """公示台账: every notice of the reader's unions, also those that are over."""

    model = Notice
    order = "-ends_on"
    columns = (
        Column("title"),
        "union",
        DateColumn("begins_on"),
        DateColumn("ends_on", sort="ends_on"),
        DateColumn("taken_down_on"),
    )
    filters = ("union", Period("ends_on"))
    search = ("title",)
    advice = _("A record goes on public notice by a step of its own flow.")
    actions = (Action(_("Public page"), "flow:public-notices", Permission.VIEW_NOTICES, record=False),)
    detail = (
        Sheet(),
        Related(
            _("Objections"),
            lambda notice: Objection.objects.filter(notice=notice).order_by("-pk"),
            ("name", DateColumn("raised_on"), State(OBJECTION_FLOW), Deadline()),
            link="flow:objection-detail",
        ),
        Papers(),
        Timeline(),
    )


class ObjectionRegister(Register):
    """异议台账."""

    model = Objection
    columns = ("notice", "name", DateColumn("raised_on"), "union", State(OBJECTION_FLOW), Deadline())
    filters = ("union", "state", Period("raised_on"))
    search = ("name",)
    advice = _("Nobody has objected to a public notice.")
    actions = (Action(_("Show the contact"), "flow:objection-contact", Permission.VIEW_CONTACTS, "eye"),)
    detail = (
        Facts(
            "notice",
            "name",
            MaskedColumn("contact", reveal=unseal, mask=masked_phone),
            DateColumn("raised_on"),
            TextColumn("text"),
            wide=("text",),
        ),
        Steps(),
        Timeline(),
    )


NOTICES = NoticeRegister()
OBJECTIONS = ObjectionRegister()
