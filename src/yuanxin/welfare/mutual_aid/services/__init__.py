"""Every write about mutual aid, by subject."""

from yuanxin.welfare.mutual_aid.services.bills import (
    ClaimClosed,
    DuplicateBill,
    add_bill,
    correct_bill,
    remove_bill,
    strike_bill,
)
from yuanxin.welfare.mutual_aid.services.catalogues import (
    correct_hospital,
    correct_illness,
    enter_hospital,
    enter_illness,
)
from yuanxin.welfare.mutual_aid.services.claims import correct_claim, enter_claim, show_claim
from yuanxin.welfare.mutual_aid.services.paying import request_claims
from yuanxin.welfare.mutual_aid.services.reviewing import approve_claim, reasons_to_refuse, refuse_claim
from yuanxin.welfare.mutual_aid.services.runs import RunsAlready, cancel_computing, compute_here, start_computing
from yuanxin.welfare.mutual_aid.services.sampling import NothingToDraw, choose_claims, draw_sample

__all__ = [
    "ClaimClosed",
    "DuplicateBill",
    "NothingToDraw",
    "RunsAlready",
    "add_bill",
    "approve_claim",
    "cancel_computing",
    "choose_claims",
    "compute_here",
    "correct_bill",
    "correct_claim",
    "correct_hospital",
    "correct_illness",
    "draw_sample",
    "enter_claim",
    "enter_hospital",
    "enter_illness",
    "reasons_to_refuse",
    "refuse_claim",
    "remove_bill",
    "request_claims",
    "show_claim",
    "start_computing",
    "strike_bill",
]
