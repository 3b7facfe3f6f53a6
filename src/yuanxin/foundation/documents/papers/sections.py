"""The papers of a record, as a part of its detail page."""

from typing import Any

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

    def context(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        offered = [
            paper
            for paper in papers_of(type(record))
            if request.actor.may(paper.permission, record.union) and paper.when(record)
        ]
        numbers = {number.paper: str(number) for number in DocumentNumber.objects.of(record)} if offered else {}
        return {"record": record, "papers": [(paper, numbers.get(paper.code, "")) for paper in offered]}
