"""What a record in a flow carries, and what is kept of its handling."""

from yuanxin.foundation.flow.models.assignments import Assignment, Reminder
from yuanxin.foundation.flow.models.decisions import Decision, DecisionFile, Flowing
from yuanxin.foundation.flow.models.notices import Notice, Objection

__all__ = ["Assignment", "Decision", "DecisionFile", "Flowing", "Notice", "Objection", "Reminder"]
