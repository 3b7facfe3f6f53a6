"""Notices (通知) and reporting tasks (填报任务) from a union to the unions below it."""

from yuanxin.organisation.notices.models.circulars import Circular, Receipt
from yuanxin.organisation.notices.models.reporting import Report, ReportingTask
from yuanxin.organisation.notices.rules import Question

__all__ = ["Circular", "Question", "Receipt", "Report", "ReportingTask"]
