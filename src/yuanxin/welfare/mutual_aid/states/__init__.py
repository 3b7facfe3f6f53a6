"""The flows of mutual aid, by subject."""

from yuanxin.welfare.mutual_aid.states.enrolments import SUBSIDY_FLOW, UNIT_FLOW

__all__ = ["SUBSIDY_FLOW", "UNIT_FLOW"]
