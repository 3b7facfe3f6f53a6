"""The attachments of a record, as a part of its detail page."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
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

    def asks(self, request: ActorRequest, record: Any) -> Mapping[str, QuerySet[Any]]:
        return {"attachments": attachments_of(record)}

    def number(self, there: Mapping[str, int]) -> str:
        return str(there.get("attachments", ""))

    def counted(self, request: ActorRequest, record: Any, there: Mapping[str, int]) -> dict[str, Any]:
        kind = record._meta.label_lower
        return {
            "attachments": list(attachments_of(record)) if there else [],
            "kind": kind,
            "record": record,
            "may_edit": request.actor.may(holder_of(kind).edit, record.union),
        }
