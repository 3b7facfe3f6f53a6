"""Every write of applications about unions, and of terms by policy."""

from yuanxin.organisation.founding.services import carrying_out
from yuanxin.organisation.founding.services.approving import ApprovedFounding, approve_founding
from yuanxin.organisation.founding.services.changes import AlreadyAsked, Asked, approve_change, ask, correct_change
from yuanxin.organisation.founding.services.elections import nominate, report_election
from yuanxin.organisation.founding.services.foundings import (
    AlreadyApplied,
    EmployerGiven,
    NewFounding,
    add_employer,
    apply,
    apply_online,
    correct_founding,
    drop_employer,
    take_roster,
)
from yuanxin.organisation.founding.services.terms import enter_term

__all__ = [
    "AlreadyApplied",
    "AlreadyAsked",
    "ApprovedFounding",
    "Asked",
    "EmployerGiven",
    "NewFounding",
    "add_employer",
    "apply",
    "apply_online",
    "approve_change",
    "approve_founding",
    "ask",
    "carrying_out",
    "correct_change",
    "correct_founding",
    "drop_employer",
    "enter_term",
    "nominate",
    "report_election",
    "take_roster",
]
