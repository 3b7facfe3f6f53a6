"""The papers of a record, as a part of its detail page."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from yuanxin.foundation.documents.choices import Permission
from yuanxin.foundation.documents.models import DocumentNumber
from yuanxin.foundation.documents.papers.declared import papers_of
from yuanxin.foundation.ui.access import ActorRequest
from yuanxin.foundation.ui.registers.sections import SIDE, Section


class Papers(Section):
    """The papers that the reader may take, each with its number once it has one."""

    label = _("Papers")
    place = SIDE
    template = "documents/papers.html"
    permission = Permission.PAPERS

    def asks(self, request: ActorRequest, record: Any) -> Mapping[str, models.QuerySet[Any]]:
        return {"numbers": DocumentNumber.objects.of(record)}

    def counted(self, request: ActorRequest, record: Any, there: Mapping[str, int]) -> dict[str, Any]:
        offered = [
            paper
            for paper in papers_of(type(record))
            if request.actor.may(paper.permission, record.union) and paper.when(record)
        ]
        given = DocumentNumber.objects.of(record) if offered and there else ()
        numbers = {number.paper: str(number) for number in given}
        return {"record": record, "papers": [(paper, numbers.get(paper.code, "")) for paper in offered]}
