"""The attachments of a record, as a part of its detail page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.documents.queries import attachments_of
from yuanxin.foundation.documents.registry import holder_of
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers.sections import TAB, Section


class Attachments(Section):
    """Files of the record: open, attach, replace, take off. Its model was declared with `take_attachments`."""

    label = _("Attachments")
    place = TAB
    template = "documents/attachments.html"

    def __init__(self, *, permission: str = "") -> None:
        self.permission = permission

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        kind = record._meta.label_lower
        return {
            "attachments": list(attachments_of(record)),
            "kind": kind,
            "record": record,
            "may_edit": request.actor.may(holder_of(kind).edit, record.union),
        }
