"""Every write of a flow: steps, public notices, with whom a record lies, reminders."""

from yuanxin.foundation.flow.cases import NotByYou, NotPossible
from yuanxin.foundation.flow.services.assignments import assign, hand_over_records
from yuanxin.foundation.flow.services.many import OneByOne, act_all, settle_all
from yuanxin.foundation.flow.services.objections import object_to, show_contact
from yuanxin.foundation.flow.services.reminders import remind_overdue, settle_after_notices
from yuanxin.foundation.flow.services.steps import NotInAFlow, act, begin, begin_all, settle

__all__ = [
    "NotByYou",
    "NotInAFlow",
    "NotPossible",
    "OneByOne",
    "act",
    "act_all",
    "assign",
    "begin",
    "begin_all",
    "hand_over_records",
    "object_to",
    "remind_overdue",
    "settle",
    "settle_after_notices",
    "settle_all",
    "show_contact",
]
