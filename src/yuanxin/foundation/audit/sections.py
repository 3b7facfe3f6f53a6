"""The trail on a record's page."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.audit import journals
from yuanxin.foundation.audit.queries import history
from yuanxin.foundation.kernel.relations import named_by
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers import Section
from yuanxin.foundation.ui.registers.sections import SIDE

BETWEEN = " "


class Timeline(Section):
    """Who did what to the record and when, the newest first, with the fields it changed."""

    label = _("Timeline")
    place = SIDE
    template = "audit/timeline.html"
    LIMIT = 30

    def relations(self, model: type[models.Model]) -> tuple[str, ...]:
        """What the record names now, of which most of its history speaks: one join each, and no query."""
        return named_by(model)

    def asks(self, request: ActorRequest, record: Any) -> Mapping[str, models.QuerySet[Any]]:
        stores = journals.stores(record._meta.label_lower, record.pk)
        return {f"{code}{BETWEEN}{place}": rows for code, many in stores.items() for place, rows in enumerate(many)}

    def counted(self, request: ActorRequest, record: Any, there: Mapping[str, int]) -> dict[str, Any]:
        kind, held = record._meta.label_lower, {name.partition(BETWEEN)[0] for name in there}
        without = journals.stores(kind, record.pk).keys() - held
        limit = self.LIMIT + 1
        entries = history(kind, record.pk, actor=request.actor, limit=limit, record=record, without=without)
        return {"entries": entries[: self.LIMIT], "more": len(entries) > self.LIMIT}
