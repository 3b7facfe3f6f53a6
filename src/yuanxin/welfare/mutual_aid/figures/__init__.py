"""The figures about mutual aid, by subject."""

from yuanxin.welfare.mutual_aid.figures import enrolments

__all__ = ["enrolments"]
