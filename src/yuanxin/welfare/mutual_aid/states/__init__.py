"""The flows of mutual aid, by subject."""

from yuanxin.welfare.mutual_aid.states.claims import CLAIM_FLOW
from yuanxin.welfare.mutual_aid.states.enrolments import SUBSIDY_FLOW, UNIT_FLOW

__all__ = ["CLAIM_FLOW", "SUBSIDY_FLOW", "UNIT_FLOW"]
