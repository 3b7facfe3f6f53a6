"""The trail on a record's page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit.queries import history
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import Section
from yuanxin.foundation.ui.registers.sections import SIDE


class Timeline(Section):
    """Who did what to the record and when, the newest first, with the fields it changed."""

    label = _("Timeline")
    place = SIDE
    template = "audit/timeline.html"
    LIMIT = 30

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        entries = history(record._meta.label_lower, record.pk, actor=request.actor, limit=self.LIMIT + 1)
        return {"entries": entries[: self.LIMIT], "more": len(entries) > self.LIMIT}
