"""The figures about mutual aid, by subject."""

from yuanxin.welfare.mutual_aid.figures import claims, enrolments

__all__ = ["claims", "enrolments"]
