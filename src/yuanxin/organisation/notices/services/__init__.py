"""Every write about notices and reporting tasks."""

from yuanxin.organisation.notices.services.circulars import acknowledge, correct_circular, draft_circular
from yuanxin.organisation.notices.services.reporting import answer, correct_task, draft_task, export_answers, remind

__all__ = [
    "acknowledge",
    "answer",
    "correct_circular",
    "correct_task",
    "draft_circular",
    "draft_task",
    "export_answers",
    "remind",
]
